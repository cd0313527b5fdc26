/**
 * Which of the three mechanisms that are confused with one another was at work on a connection: keepalive of TCP (the
 * kernels), heartbeats (the applications), or the persistent connection of HTTP/1, which only waits for a next request.
 */
import type { Timeline } from '../timeline/timeline.ts';
import { SECOND } from '../tracking/time.ts';

/** In this order. The codes are a contract. */
export type MechanismCode = 'tcp-keepalive' | 'heartbeat' | 'http-persistent';

/** A shorter pause is none. */
const IDLE_AT_LEAST = SECOND;

export function mechanismsOf({ sides, heartbeats, persistence, longestIdle }: Timeline): MechanismCode[] {
  const codes: MechanismCode[] = [];
  if (sides.some(({ prober }) => prober !== null && prober.probes > 0)) codes.push('tcp-keepalive');
  if (heartbeats.beats.length > 0) codes.push('heartbeat');
  if (persistence?.isPersistent === true && longestIdle >= IDLE_AT_LEAST) codes.push('http-persistent');
  return codes;
}
