/**
 * `heartbeat-expired`: one side ended the connection because nothing had come from the other for as long as the protocol
 * allows: a broker after one and a half times the keep alive of MQTT, a peer after two heartbeats of AMQP.
 */
import type { Timeline } from '../../timeline/timeline.ts';
import { type Direction, opposite } from '../../tracking/rows.ts';
import { SECOND } from '../../tracking/time.ts';
import { type FindingProof, type FindingRule, finding } from '../finding.ts';

const EARLY = 0.95;
const LATE = 1.2;
/** Programs look at their timers now and then: mosquitto 2.0 every 6 s, and in whole seconds (keepalive.c, keepalive__check). */
const LATE_BY = 7 * SECOND;

export const heartbeatExpired: FindingRule = (timeline) => {
  const { end } = timeline.heartbeats;
  if (end === null) return null;
  const silent = opposite(end.direction);
  const last = end.lastPayload[silent];
  if (last === null) return null;
  const silence = end.time - last.time;
  const timeout = timeoutsOf(timeline, silent).find(
    ({ least, most }) => silence >= EARLY * least && silence <= LATE * most + LATE_BY,
  );
  if (timeout === undefined) return null;
  const proofs: FindingProof[] = [
    { code: 'last-payload', frame: last.frame, direction: silent },
    { code: 'ended-after-silence', frame: end.frame, direction: end.direction, duration: silence },
  ];
  return finding('heartbeat-expired', 'warning', timeout.isAgreed ? 'likely' : 'possible', {
    direction: silent,
    duration: silence,
    other: timeout.most,
    evidence: proofs.sort((a, b) => a.frame - b.frame),
  });
};

/** After how long the other side may give `silent` up, ns; brokers of AMQP do so from one heartbeat time on. */
function timeoutsOf(
  { heartbeats }: Timeline,
  silent: Direction,
): { least: number; most: number; isAgreed: boolean }[] {
  const agreed = heartbeats.agreements
    .filter(({ from }) => from === null || from === silent)
    .map(({ time, timeout }) => ({
      least: timeout >= 2 * time ? time : timeout,
      most: timeout,
      isAgreed: true,
    }));
  const seen = heartbeats.beats.flatMap(({ protocol, direction, isMutual, agreed: time, impliedTimeout }) => {
    if (time !== null || impliedTimeout === null) return [];
    // Who has sent none yet was to send them as the other side does.
    const stands =
      isMutual && !heartbeats.beats.some((one) => one.protocol === protocol && one.direction === silent);
    if (direction !== silent && !stands) return [];
    return [{ least: impliedTimeout, most: impliedTimeout, isAgreed: false }];
  });
  return [...agreed, ...seen];
}
