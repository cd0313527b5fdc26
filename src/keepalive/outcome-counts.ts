/** How many probes came to which outcome. */
import { PROBE_OUTCOMES, type ProbeOutcome } from './exchange.ts';

export class OutcomeCounts {
  /** In the order of PROBE_OUTCOMES. */
  readonly numbers: number[];

  constructor(numbers: readonly number[] = []) {
    this.numbers = PROBE_OUTCOMES.map((_, outcome) => numbers[outcome] ?? 0);
  }

  /** `outcome`: its place in PROBE_OUTCOMES. */
  add(outcome: number, by: 1 | -1): void {
    this.numbers[outcome] = (this.numbers[outcome] ?? 0) + by;
  }

  get record(): Record<ProbeOutcome, number> {
    // By index: to destructure is to iterate, and this is asked of every prober of a capture.
    const { numbers } = this;
    return {
      acknowledged: numbers[1] ?? 0,
      data: numbers[2] ?? 0,
      reset: numbers[3] ?? 0,
      'icmp-error': numbers[4] ?? 0,
      unanswered: numbers[0] ?? 0,
      pending: numbers[5] ?? 0,
    };
  }
}
