/** How far a packet has come, judged from its TTL. */

/** Where senders let TTLs begin. */
const INITIAL_TTLS = [64, 128, 255];
/** Paths are shorter than this: a TTL that says more was set by the program (BGP: 1). */
const LONGEST_PATH = 25;

/** How many routers lowered two TTLs, if each began at the next usual value; null where one is 0 (not known) or says too much. */
export function hopsOf(ttl: number, usual: number): [hops: number, usual: number] | null {
  if (ttl === 0 || usual === 0) return null;
  const [own, theirs] = [hops(ttl), hops(usual)];
  return own > LONGEST_PATH || theirs > LONGEST_PATH ? null : [own, theirs];
}

function hops(ttl: number): number {
  return (INITIAL_TTLS.find((initial) => initial >= ttl) ?? ttl) - ttl;
}
