/**
 * TCP_USER_TIMEOUT seen from outside. Where it is set, Linux does not count probes: it gives up at the first firing of
 * the keepalive timer at which nothing has been received for that long and a probe is out (net/ipv4/tcp_timer.c,
 * tcp_keepalive_timer). On one connection that looks like a count of its own; beside others of the same program, which
 * were given up after more probes or fewer, it does not.
 */
import { SECOND } from '../tracking/time.ts';
import type { GiveUp } from './watch.ts';

/** Probes in vain of one connection. */
export interface VainRun {
  probes: number;
  /** The prober gave it up, as after a count; else the capture, an answer or something else ended it: its count is `probes` or more. */
  gaveUp: boolean;
}

/** A run that the prober's reset ended. Times in ns since the prober had last received something. */
export interface GivenUpRun {
  probes: number;
  lastProbeAfter: number;
  resetAfter: number;
}

/** Seconds. The timeout is longer than `low`, where the prober still waited, and no longer than `high`, where it gave up. */
export interface UserTimeout {
  low: number;
  high: number;
}

/** What the count may be. `high` is Infinity where it may be anything. */
export interface CountBounds {
  low: number;
  high: number;
}

/**
 * One connection against one other proves nothing: either may be the odd one, and time does not tell, for a count and
 * a user timeout end a run at the same moments, one interval after a probe.
 */
const WITNESSES = 2;

/**
 * Whether the siblings of `run` prove that it ended, or went on, against the count: several of them agree on another
 * one, and more than agree with the run.
 *
 * `siblings`: the runs in vain of other connections of the same prober (address) to or from the same service (the
 * responder's port) with the same settings, as far as these are known; one for each connection, its longest. The run
 * itself is not among them. What is said is likely, not certain: two programs may use one service.
 */
export function isAgainstCount(run: VainRun, siblings: readonly VainRun[]): boolean {
  const alike = siblings.filter(
    ({ gaveUp, probes }) => gaveUp === run.gaveUp && probes === run.probes,
  ).length;
  const counts = [...new Set(siblings.map(({ probes }) => probes))];
  return counts.some((count) => {
    if (run.gaveUp ? count === run.probes : count >= run.probes) return false;
    const witnesses = siblings.filter(({ probes, gaveUp }) =>
      gaveUp ? probes === count : probes <= count && probes > run.probes,
    );
    return witnesses.length >= WITNESSES && witnesses.length > alike + 1;
  });
}

/**
 * What is left of a count that was seen, beside siblings of which none is known to be the odd one: they may all have
 * the same count, and any of them have a user timeout.
 */
export function countBeside(count: number, siblings: readonly VainRun[]): CountBounds {
  const given = siblings.flatMap(({ probes, gaveUp }) => (gaveUp ? [probes] : []));
  const high = Math.max(count, ...given);
  const goesOnLonger = siblings.some(({ probes, gaveUp }) => !gaveUp && probes > high);
  return { low: Math.min(count, ...given), high: goesOnLonger ? Number.POSITIVE_INFINITY : high };
}

/** The user timeout that ended a run. */
export function userTimeoutOf(run: GivenUpRun): UserTimeout {
  return {
    // The first probe is sent whatever the timeout: it needs one probe out.
    low: run.probes > 1 ? run.lastProbeAfter / SECOND : 0,
    high: run.resetAfter / SECOND,
  };
}

/** The run that a reset ended; null where the capture does not show since when nothing had been received. */
export function givenUpRun({ probes, time }: GiveUp): GivenUpRun | null {
  const first = probes[0];
  const last = probes[probes.length - 1];
  if (first === undefined || last === undefined || first.sincePeer === null) return null;
  const since = first.time - first.sincePeer;
  return { probes: probes.length, lastProbeAfter: last.time - since, resetAfter: time - since };
}
