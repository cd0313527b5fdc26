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
  /** The prober's own reset ended it; else the capture, an answer or something else did: its count is `probes` or more. */
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

/**
 * The user timeout that ended `run`, where its siblings prove that the count did not; else null.
 *
 * `siblings`: the runs in vain of other connections of the same prober (address) to or from the same service (the
 * responder's port) whose idle time and interval have the same estimate; one for each connection, its longest. The run
 * itself is not among them. What is said is likely, not certain: two programs may use one service.
 *
 * Proof is a count that differs from what most siblings agree on; where it is one against one, the run with fewer
 * probes was cut short. Siblings that were not given up count as far as they sent more.
 */
export function userTimeoutOf(run: GivenUpRun, siblings: readonly VainRun[]): UserTimeout | null {
  const given = siblings.filter(({ gaveUp }) => gaveUp).map(({ probes }) => probes);
  const alike = given.filter((probes) => probes === run.probes).length;
  const usual = mostFrequent(given.filter((probes) => probes !== run.probes));
  const isShort =
    alike === 0 && siblings.some(({ probes }) => probes > run.probes) && !given.some((n) => n < run.probes);
  const isOutvoted = usual !== null && usual.times > alike + 1;
  if (!isShort && !isOutvoted) return null;
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

function mostFrequent(counts: readonly number[]): { count: number; times: number } | null {
  let best: { count: number; times: number } | null = null;
  for (const count of new Set(counts)) {
    const times = counts.filter((other) => other === count).length;
    if (best === null || times > best.times) best = { count, times };
  }
  return best;
}
