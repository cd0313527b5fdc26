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
    const [unanswered = 0, acknowledged = 0, data = 0, reset = 0, icmpError = 0, pending = 0] = this.numbers;
    return { acknowledged, data, reset, 'icmp-error': icmpError, unanswered, pending };
  }
}
