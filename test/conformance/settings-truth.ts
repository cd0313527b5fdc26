/**
 * The settings of a prober against the options of its socket. What keepscope states must hold the option between its
 * bounds; what the capture shows beyond doubt must be stated.
 */
import type { Estimate, KeepaliveReport } from '../../src/index.ts';
import type { FlowTruth, ProberTruth, ProbeTruth } from '../support/fixtures.ts';
import type { Score } from './score.ts';

export interface SettingsComparison {
  score: Score;
  /** How many estimates are the option itself. */
  exact: number;
  /** One for each setting that is wrong or missing. */
  faults: string[];
}

/** `shown` is what keepscope says of this end; null where it names no prober there. */
export function compareSettings(
  flow: FlowTruth,
  prober: ProberTruth,
  shown: Pick<KeepaliveReport, 'idleSeconds' | 'intervalSeconds' | 'count'> | null,
): SettingsComparison {
  const knowable = knowableSettings(flow, prober);
  const settings = [
    ['idle', prober.idle_s, shown?.idleSeconds ?? null, knowable.idle],
    ['interval', prober.interval_s, shown?.intervalSeconds ?? null, knowable.interval],
    ['count', prober.count, shown?.count ?? null, knowable.count],
  ] as const;
  const comparison: SettingsComparison = { score: { right: 0, flagged: 0, truth: 0 }, exact: 0, faults: [] };
  for (const [name, option, stated, isKnowable] of settings) {
    if (stated === null && !isKnowable) continue;
    // With TCP_USER_TIMEOUT probes are not counted: as many as were sent is all that the capture can know.
    if (name === 'count' && prober.user_timeout_ms !== undefined) continue;
    comparison.score.truth++;
    if (stated !== null) comparison.score.flagged++;
    if (stated !== null && holds(stated, option)) {
      comparison.score.right++;
      if (stated.estimate === option) comparison.exact++;
    } else {
      const says = stated === null ? 'not stated' : `said to be ${stated.low} to ${stated.high}`;
      comparison.faults.push(`${name} of ${prober.who}: ${says}, was ${option}`);
    }
  }
  return comparison;
}

/** In place of an answer of the peer. An ICMP error is not from it. */
const IN_VAIN: readonly unknown[] = [null, 'icmp'];

/**
 * Which settings a capture shows beyond doubt. Idle: a probe after something received, with none unanswered before it.
 * Interval: the next probe of a run of unanswered ones. Count: the prober's own reset after as many probes as it was set to,
 * where the capture shows something received before them; after fewer or more something else decided, or the capture does
 * not hold them all.
 */
export function knowableSettings(
  { probe_details, rst_from, unanswered_run_before_rst }: FlowTruth,
  { who, count }: Pick<ProberTruth, 'who' | 'count'>,
): Record<'idle' | 'interval' | 'count', boolean> {
  const probes = probe_details.filter((probe) => probe.who === who && probe.kind === 'keepalive');
  // Received nothing of the peer since the probe before it, which the peer did not answer.
  const isInRun = ({ since_last_rx, since_prev_probe }: ProbeTruth, index: number): boolean =>
    IN_VAIN.includes(probes[index - 1]?.answer) &&
    (since_last_rx ?? Infinity) > (since_prev_probe ?? Infinity);
  // A capture that begins within a run does not show how many probes came before it.
  const hasBeginning = probes.at(-count)?.since_last_rx !== null;
  return {
    idle: probes.some((probe, index) => probe.since_last_rx !== null && !isInRun(probe, index)),
    interval: probes.some(isInRun),
    count: rst_from.includes(who) && unanswered_run_before_rst === count && hasBeginning,
  };
}

function holds({ low, high }: Estimate, option: number): boolean {
  return low <= option && option <= high;
}
