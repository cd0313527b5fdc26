/**
 * `peer-dead`: the prober gave up after unanswered probes. Its RST,ACK says so (Linux tcp_keepalive_timer: active reset
 * once the count is reached); without it, its silence does: the next probe or the reset was due and did not come.
 */
import type { Exchange } from '../../keepalive/exchange.ts';
import type { Prober } from '../../keepalive/prober.ts';
import { isHeardInRun, sinceHeard } from '../../keepalive/since-heard.ts';
import type { GiveUp } from '../../keepalive/watch.ts';
import type { TimelineSide } from '../../timeline/side.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { opposite } from '../../tracking/rows.ts';
import { LaterVerdict } from '../later-verdict.ts';
import { type Proof, type Verdict, type VerdictRule, verdict } from '../verdict.ts';
import { closedBefore } from './closed-before.ts';
import { onlyOneSide } from './incomplete.ts';

/** One missed interval may be a lost frame of the capture; more than two are not. */
const INTERVALS_MISSED = 2.2;
/** RFC 9293 §3.8.4 (MUST-29): one probe without an answer is not death. */
const PROBES_AT_LEAST = 2;

export const peerDead: VerdictRule = (timeline) => byReset(timeline) ?? bySilence(timeline);

function byReset(timeline: Timeline): Verdict | null {
  const [gaveUp] = timeline.gaveUp;
  return gaveUp === undefined ? null : new LaterVerdict('peer-dead', () => ofGiveUp(timeline, gaveUp));
}

function ofGiveUp(timeline: Timeline, gaveUp: GiveUp): Verdict {
  const { sides } = timeline;
  const { direction } = gaveUp;
  const probes = sinceHeard(gaveUp.probes);
  const first = probes[0];
  const since = sincePeer(first, gaveUp.time);
  const isProved = probes.length >= PROBES_AT_LEAST && probes.every(({ answerFrame }) => answerFrame === 0);
  const closed = closedBefore(timeline, opposite(direction), first?.frame ?? 0);
  return verdict('peer-dead', closed.length > 0 ? 'possible' : isProved ? 'certain' : 'likely', {
    direction,
    duration: since,
    count: probes.length,
    evidence: [
      ...lastAnswered(sides[direction].prober),
      ...probes.map(inVain),
      { code: 'prober-gave-up', frame: gaveUp.frame, direction },
    ],
    counterEvidence: [...closed, ...peerProbes(sides[opposite(direction)], first, gaveUp.frame)],
  });
}

function bySilence(timeline: Timeline): Verdict | null {
  const run = timeline.trailingRun;
  if (run === null || run.pending !== null || run.unanswered.length < PROBES_AT_LEAST) return null;
  const last = run.unanswered[run.unanswered.length - 1];
  const beforeLast = run.unanswered[run.unanswered.length - 2];
  const first = run.unanswered[0];
  if (first === undefined || last === undefined || beforeLast === undefined) return null;
  const silence = timeline.captureEnd - last.time;
  if (silence < INTERVALS_MISSED * (last.time - beforeLast.time) || timeline.lastTime > last.time)
    return null;
  const closed = closedBefore(timeline, opposite(run.direction), first.frame);
  return verdict('peer-dead', closed.length > 0 || onlyOneSide(timeline) ? 'possible' : 'likely', {
    direction: run.direction,
    duration: sincePeer(first, last.time),
    count: run.unanswered.length,
    evidence: [
      ...run.unanswered.map(inVain),
      { code: 'last-segment', frame: last.frame, direction: run.direction, duration: silence },
    ],
    counterEvidence: closed,
  });
}

/** From the peer's last answer to a time, ns; null where that answer was not captured. `first`: probe in vain since then. */
function sincePeer(first: Exchange | undefined, time: number): number | null {
  if (first === undefined || first.sincePeer === null || isHeardInRun(first)) return null;
  return time - first.time + first.sincePeer;
}

/** The proof that a probe without an answer is. */
export function inVain(probe: Exchange): Proof {
  const direction = probe.direction;
  if (probe.outcome === 'acknowledged') return { code: 'answer-lost', frame: probe.frame, direction };
  if (probe.outcome === 'icmp-error') return { code: 'probe-met-icmp-error', frame: probe.frame, direction };
  return { code: 'probe-unanswered', frame: probe.frame, direction };
}

/** That probes were answered before: the peer had been there. */
function lastAnswered(prober: Prober | null): Proof[] {
  const last = prober?.lastAnswered() ?? null;
  return last === null
    ? []
    : [{ code: 'probe-answered', frame: last.answerFrame, direction: opposite(last.direction) }];
}

/** The last probe of the peer's own while the prober's were in vain. */
function peerProbes({ probes }: TimelineSide, first: Exchange | undefined, before: number): Proof[] {
  const last = probes.findLast(({ frame }) => frame < before);
  return last === undefined || first === undefined || last.frame < first.frame
    ? []
    : [{ code: 'peer-probed-meanwhile', frame: last.frame, direction: last.direction }];
}
