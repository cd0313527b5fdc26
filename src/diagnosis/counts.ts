/** What connections came to, added up as numbers: so that it is known of those that are let go of, and travels easily. */
import { PROBE_OUTCOMES } from '../keepalive/exchange.ts';
import { COUNTS, PROBES, WAITING, WINDOW_PROBES } from '../keepalive/prober-layout.ts';
import type { ProberStore } from '../keepalive/prober-store.ts';
import type { Timeline } from '../timeline/timeline.ts';
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

/** Adds a connection without heartbeats, which has been judged. `place`: of its verdict in VERDICT_CODES. */
export function countJudged(counts: Counts, place: number, copies: number): void {
  add(counts.verdicts, place, 1);
  counts.copies += copies;
}

/** Adds the probes of all connections. */
export function countProbes(counts: Counts, probers: ProberStore): void {
  // The books of those that were given back are empty.
  for (let id = 1; id <= probers.pool.count; id++) countProber(counts, probers, id);
}

/** Adds the probes of one side; those that wait while the capture goes on are pending. */
export function countProber(counts: Counts, probers: ProberStore, id: number): void {
  const page = probers.page(id);
  const at = probers.at(id);
  const { outcomes } = counts;
  counts.probes += page.getUint32(at + PROBES, true);
  counts.windowProbes += page.getUint32(at + WINDOW_PROBES, true);
  for (let place = 0; place < OUTCOMES; place++)
    add(outcomes, place, page.getUint32(at + COUNTS + 4 * place, true));
  add(outcomes, PENDING, page.getUint32(at + WAITING, true));
}

function add(numbers: number[], place: number, by: number): void {
  numbers[place] = (numbers[place] ?? 0) + by;
}
