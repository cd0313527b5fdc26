/** All findings about one connection: every rule is asked. */
import type { Estimate } from '../keepalive/settings.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Finding, FindingContext, FindingRule } from './finding.ts';
import { closeWaitStuck } from './findings/close-wait-stuck.ts';
import { finWaitStuck } from './findings/fin-wait-stuck.ts';
import { heartbeatExpired } from './findings/heartbeat-expired.ts';
import { heartbeatOneWay } from './findings/heartbeat-one-way.ts';
import { heartbeatTooFast } from './findings/heartbeat-too-fast.ts';
import { heartbeatUnanswered } from './findings/heartbeat-unanswered.ts';
import { icmpUnreachable } from './findings/icmp-unreachable.ts';
import { keepaliveAbsent } from './findings/keepalive-absent.ts';
import { keepaliveMarginal } from './findings/keepalive-marginal.ts';
import { keepaliveTooSlow } from './findings/keepalive-too-slow.ts';
import { malformedKeepalive } from './findings/malformed-keepalive.ts';
import { maskedByUnackedData } from './findings/masked-by-unacked-data.ts';
import { middleboxProbes } from './findings/middlebox-probes.ts';
import { middleboxReset } from './findings/middlebox-reset.ts';
import { oneWayLoss } from './findings/one-way-loss.ts';
import { peerIgnoresKeepalive } from './findings/peer-ignores-keepalive.ts';
import { redundantKeepalives } from './findings/redundant-keepalives.ts';
import { reuseAfterFin } from './findings/reuse-after-fin.ts';
import { reuseRace } from './findings/reuse-race.ts';
import { serverIdleClose } from './findings/server-idle-close.ts';
import { zeroWindowProbes } from './findings/zero-window-probes.ts';
import { findingAsInferred } from './inferred.ts';
import type { Limit } from './limit.ts';
import { settingsOfSide } from './prober-settings.ts';
import type { Verdict } from './verdict.ts';

/** In the order of the report: what cut the line first, what is only worth knowing last. */
const RULES: readonly FindingRule[] = [
  oneWayLoss,
  middleboxReset,
  icmpUnreachable,
  maskedByUnackedData,
  heartbeatUnanswered,
  heartbeatExpired,
  heartbeatTooFast,
  keepaliveAbsent,
  keepaliveTooSlow,
  keepaliveMarginal,
  peerIgnoresKeepalive,
  middleboxProbes,
  malformedKeepalive,
  reuseRace,
  reuseAfterFin,
  closeWaitStuck,
  finWaitStuck,
  serverIdleClose,
  zeroWindowProbes,
  heartbeatOneWay,
  redundantKeepalives,
];

/** `limit`: the shortest idle timeout that is known of the connection's path. */
export function findingsOf(timeline: Timeline, verdict: Verdict, limit: Limit | null): Finding[] {
  const known: [Estimate | null | undefined, Estimate | null | undefined] = [undefined, undefined];
  const context: FindingContext = {
    verdict,
    limit,
    idleOf(direction) {
      let idle = known[direction];
      // Null is an answer too, and as long in the making.
      if (idle === undefined) known[direction] = idle = settingsOfSide(timeline, direction)?.idle ?? null;
      return idle;
    },
  };
  const findings: Finding[] = [];
  for (const rule of RULES) {
    const found = rule(timeline, context);
    if (found !== null) findings.push(found);
  }
  return timeline.isInferred ? findings.map((found) => findingAsInferred(found, timeline)) : findings;
}
