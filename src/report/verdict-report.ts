/** A verdict in the form of the report. */
import type { Confidence, Proof, Verdict, VerdictCode } from '../diagnosis/verdict.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { verdictMadeOnce } from './made-once.ts';
import { type ProberNames, proofText, summaryOf } from './messages.ts';
import type { Evidence, VerdictReport } from './model.ts';
import { isProbedByMiddlebox, proberNames } from './prober-names.ts';
import { remediesOf } from './remedies.ts';
import { endpointReport, type ReportScale } from './report-scale.ts';
import { timeText } from './time-text.ts';

/** Each part is made when it is asked for, every time; only the names of the probers are kept. */
export class LaterVerdictReport implements VerdictReport {
  readonly code: VerdictCode;
  readonly #verdict: Verdict;
  readonly #timeline: Timeline;
  readonly #scale: ReportScale;
  #probers: ProberNames | null = null;

  /** `verdict`: of the timeline. */
  constructor(verdict: Verdict, timeline: Timeline, scale: ReportScale) {
    this.code = verdict.code;
    this.#verdict = verdict;
    this.#timeline = timeline;
    this.#scale = scale;
  }

  get confidence(): Confidence {
    return this.#verdict.confidence;
  }

  get summary(): string {
    const { captureEnd, wasReplaced } = this.#timeline;
    const end = { time: captureEnd, isNow: this.#scale.isRunning === true && !wasReplaced, wasReplaced };
    return summaryOf(this.#verdict, this.#names, end);
  }

  get evidence(): Evidence[] {
    return this.#evidence(this.#verdict.evidence);
  }

  get counterEvidence(): Evidence[] {
    return this.#evidence(this.#verdict.counterEvidence);
  }

  get giveUp(): VerdictReport['giveUp'] {
    const { forecast } = this.#verdict;
    if (forecast === null) return null;
    const { time, count, isCountAssumed } = forecast;
    return { at: timeText(this.#scale.base, time), count, assumed: isCountAssumed };
  }

  get remedy(): string[] {
    const { originator, responder } = this.#timeline;
    const { names } = this.#scale;
    return remediesOf(
      this.#verdict,
      isProbedByMiddlebox(this.#timeline, this.#verdict),
      endpointReport(originator, names),
      endpointReport(responder, names),
    );
  }

  /** So that JSON.stringify() has all of it. */
  toJSON(): VerdictReport {
    return verdictMadeOnce(this);
  }

  get #names(): ProberNames {
    this.#probers ??= proberNames(this.#timeline);
    return this.#probers;
  }

  #evidence(proofs: readonly Proof[]): Evidence[] {
    const { frames } = this.#scale;
    return proofs.map((proof) => ({
      frame: frames.numberOf(proof.frame),
      capture: frames.captureOf(proof.frame),
      says: proofText(proof, this.#names),
    }));
  }
}
