/** What connections came to, added up as numbers: so that it is known of those that are let go of, and travels easily. */
import { PROBE_OUTCOMES } from '../keepalive/exchange.ts';
import { outcomeCount } from '../keepalive/outcome-counts.ts';
import { PROBES, WAITING, WINDOW_PROBES } from '../keepalive/prober-layout.ts';
import type { ProberStore } from '../keepalive/prober-store.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { ALL_COPIES, ALL_PROBES, ALL_WINDOW_PROBES, OUTCOMES_OF_PROBES, VERDICTS } from './counts-layout.ts';
import { diagnose } from './diagnose.ts';
import { heartbeatUnanswered } from './findings/heartbeat-unanswered.ts';
import { placeOf, VERDICT_CODES, type VerdictCode } from './verdict.ts';

const OUTCOMES = PROBE_OUTCOMES.length;
const PENDING = PROBE_OUTCOMES.indexOf('pending');

export interface Counts {
  /** By place in VERDICT_CODES: connections. */
  verdicts: number[];
  /** The same, of those whose application hangs. */
  hanging: number[];
  /** By place in PROBE_OUTCOMES: keepalive probes. */
  outcomes: number[];
  probes: number;
  windowProbes: number;
  /** Frames that were copies of an earlier one. */
  copies: number;
}

/** Of no connection. */
export function noCounts(): Counts {
  return {
    verdicts: VERDICT_CODES.map(() => 0),
    hanging: VERDICT_CODES.map(() => 0),
    outcomes: PROBE_OUTCOMES.map(() => 0),
    probes: 0,
    windowProbes: 0,
    copies: 0,
  };
}

/** A copy that goes its own way. */
export function copyOf(counts: Counts): Counts {
  const { verdicts, hanging, outcomes } = counts;
  return { ...counts, verdicts: [...verdicts], hanging: [...hanging], outcomes: [...outcomes] };
}

/** Judges the connection and adds what it came to, but for its probes; its verdict. */
export function count(counts: Counts, timeline: Timeline): VerdictCode {
  const { code } = diagnose(timeline);
  add(counts.verdicts, placeOf(code), 1);
  if (heartbeatUnanswered(timeline) !== null) add(counts.hanging, placeOf(code), 1);
  counts.copies += timeline.copies;
  return code;
}

/** Adds what express/judge.ts has summed up; `sums`: as counts-layout.ts has them. */
export function addSums(counts: Counts, sums: DataView): void {
  const { verdicts, outcomes } = counts;
  const sum = (at: number): number => sums.getFloat64(at, true);
  counts.copies += sum(ALL_COPIES);
  counts.probes += sum(ALL_PROBES);
  counts.windowProbes += sum(ALL_WINDOW_PROBES);
  for (const place of outcomes.keys()) add(outcomes, place, sum(OUTCOMES_OF_PROBES + 8 * place));
  for (const place of verdicts.keys()) add(verdicts, place, sum(VERDICTS + 8 * place));
}

/** Adds the probes of one side; those that wait while the capture goes on are pending. */
export function countProber(counts: Counts, probers: ProberStore, id: number): void {
  const page = probers.page(id);
  const at = probers.at(id);
  const { outcomes } = counts;
  counts.probes += page.getUint32(at + PROBES, true);
  counts.windowProbes += page.getUint32(at + WINDOW_PROBES, true);
  for (let place = 0; place < OUTCOMES; place++) add(outcomes, place, outcomeCount(probers, id, place));
  add(outcomes, PENDING, page.getUint32(at + WAITING, true));
}

function add(numbers: number[], place: number, by: number): void {
  numbers[place] = (numbers[place] ?? 0) + by;
}
