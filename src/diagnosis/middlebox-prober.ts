/**
 * Probes that a device on the path sends in the name of a side (load balancers and firewalls do): they come over another
 * number of hops than the side's own packets, and have another mark that its stack would not give them. One mark alone
 * says nothing: routes change, and real devices probe with another TTL or window than they talk with.
 */
import type { Exchange } from '../keepalive/exchange.ts';
import type { TimelineSide } from '../timeline/side.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { hopsOf } from './hops.ts';

/** One may be an accident. */
const PROBES_AT_LEAST = 2;

export type ProbeMark = (typeof MARKS)[number];

const MARKS = [
  'probe-without-timestamps',
  'probe-without-identification',
  'probe-with-smaller-window',
  'probe-with-old-acknowledgment',
] as const;

export interface ForeignProbes {
  probes: Exchange[];
  /** The first probe with each mark. */
  marks: { mark: ProbeMark; probe: Exchange }[];
  /** The first probe that came as far as the side's own packets; undefined where none did. */
  own: Exchange | undefined;
}

/** The probes in a side's name that came from somewhere else; null where none did, as far as can be told. */
export function foreignProbes(timeline: Timeline, direction: 0 | 1): ForeignProbes | null {
  const side = timeline.sides[direction];
  // Captured twice, on both sides of a router, the same packet has two TTLs.
  if (side.prober === null || side.ttl === 0 || timeline.copies > 0) return null;
  const all = side.probes;
  const probes = all.filter(({ ttl }) => isElsewhere(ttl, side.ttl));
  if (probes.length < PROBES_AT_LEAST) return null;
  const marks = MARKS.flatMap((mark) => {
    const probe = probes.find((one) => HAS_MARK[mark](one, side));
    return probe === undefined ? [] : [{ mark, probe }];
  });
  return marks.length === 0 ? null : { probes, marks, own: all.find((one) => !probes.includes(one)) };
}

function isElsewhere(ttl: number, usual: number): boolean {
  const hops = hopsOf(ttl, usual);
  return hops !== null && hops[0] !== hops[1];
}

const HAS_MARK: Readonly<Record<ProbeMark, (probe: Exchange, side: TimelineSide) => boolean>> = {
  'probe-without-timestamps': ({ timestamps }, { usesTimestamps }) => usesTimestamps && !timestamps,
  'probe-without-identification': ({ ipId }, { countsPackets }) => countsPackets && ipId === 0,
  'probe-with-smaller-window': ({ shrinks }) => shrinks,
  'probe-with-old-acknowledgment': ({ outdated }) => outdated,
};
