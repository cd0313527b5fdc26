/**
 * A verdict whose code is plain at once and whose proofs are many: they are gathered when somebody asks for more than
 * the code. Every connection of a capture is judged, and few are printed.
 */
import type { GiveUpForecast } from './give-up-forecast.ts';
import type { Confidence, IncompleteReason, Proof, Verdict, VerdictCode } from './verdict.ts';

export class LaterVerdict implements Verdict {
  readonly code: VerdictCode;
  private readonly make: () => Verdict;
  private made: Verdict | null = null;

  /** `make` gives the whole verdict, with the same code. */
  constructor(code: VerdictCode, make: () => Verdict) {
    this.code = code;
    this.make = make;
  }

  get confidence(): Confidence {
    return this.whole.confidence;
  }

  get direction(): 0 | 1 | null {
    return this.whole.direction;
  }

  get duration(): number | null {
    return this.whole.duration;
  }

  get count(): number | null {
    return this.whole.count;
  }

  get reason(): IncompleteReason | null {
    return this.whole.reason;
  }

  get forecast(): GiveUpForecast | null {
    return this.whole.forecast;
  }

  get evidence(): Proof[] {
    return this.whole.evidence;
  }

  get counterEvidence(): Proof[] {
    return this.whole.counterEvidence;
  }

  private get whole(): Verdict {
    this.made ??= this.make();
    return this.made;
  }
}
