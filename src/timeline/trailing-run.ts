/** The probes at the very end of one side's list: what was going on when the capture ended. */
import type { Exchange, ProbeOutcome } from '../keepalive/exchange.ts';
import type { Prober } from '../keepalive/prober.ts';
import { isHeardInRun } from '../keepalive/since-heard.ts';
import { opposite } from '../tracking/rows.ts';
import type { Timeline } from './timeline.ts';

export interface TrailingRun {
  direction: 0 | 1;
  /** Without an answer, oldest first. */
  unanswered: Exchange[];
  /** Sent so shortly before the end that an answer could not have come. */
  pending: Exchange | null;
}

/** The side whose last probes have no answer, and them; the side with more of them; null where there is none. */
export function trailingRun(timeline: Timeline): TrailingRun | null {
  const originator = runOf(timeline, 0);
  const responder = runOf(timeline, 1);
  if (originator === null || responder === null) return originator ?? responder;
  return responder.unanswered.length > originator.unanswered.length ? responder : originator;
}

function runOf(timeline: Timeline, direction: 0 | 1): TrailingRun | null {
  const prober = timeline.sides[direction].prober;
  if (prober === null) return null;
  const { unanswered, pending, 'icmp-error': icmpError } = prober.outcomes;
  // Only while the capture runs does a probe wait.
  if (unanswered + pending + icmpError + prober.waiting === 0) return null;
  const run: TrailingRun = { direction, unanswered: [], pending: null };
  for (const id of prober.backwards()) {
    const exchange = prober.read(id);
    if (exchange.kind !== 'probe') break;
    if (exchange.outcome === 'pending') run.pending = exchange;
    else if (isInVain(exchange.outcome)) run.unanswered.unshift(exchange);
    else break;
    if (exchange.position === 1 || isHeardInRun(exchange)) break;
  }
  if (run.unanswered.length <= 1 && heardLast(prober) !== null) return null;
  const last = run.pending ?? run.unanswered[run.unanswered.length - 1];
  if (last === undefined) return null;
  // The peer spoke again after the probes (data, an acknowledgment of later data): they were lost, not in vain.
  return timeline.sides[opposite(direction)].acceptedTime > last.time ? null : run;
}

/** The last probe of a side, where answers to those before it came and were not captured; null else. */
export function heardLast(prober: Prober): Exchange | null {
  const [id] = prober.backwards();
  const last = id === undefined ? null : prober.read(id);
  if (last === null || last.kind !== 'probe' || !isHeardInRun(last)) return null;
  return last.outcome === 'pending' || isInVain(last.outcome) ? last : null;
}

function isInVain(outcome: ProbeOutcome): boolean {
  return outcome === 'unanswered' || outcome === 'icmp-error';
}
