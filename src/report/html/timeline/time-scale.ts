/**
 * Time as a place on the axis. The axis is linear in pieces: most stretches are to scale; what is too short to be seen is
 * spread to the room that its marks need; a long idle gap is shortened with a break (breaks.ts). Each piece says which.
 */
import { breakFrom } from './breaks.ts';

/** A moment that needs a place of its own, in order of time. */
export interface Stop {
  /** Seconds since the first segment. */
  time: number;
  /** Half of the width that its sign takes, in pixels, on the lanes that it stands on. */
  room: number;
  lanes: Lanes;
  /** Between this stop and the one before it entries are missing. */
  afterOmission: boolean;
  /** It is expected after the end of the captures. */
  isAhead: boolean;
}

/** Bits: 1 is the originator's lane, 2 the responder's. */
export type Lanes = 0 | 1 | 2 | 3;

export type StretchKind = 'scaled' | 'spread' | 'broken' | 'omitted';

/** What lies between two neighbouring stops. */
export interface Stretch {
  kind: StretchKind;
  /** It ends after the captures do. */
  isAhead: boolean;
  fromTime: number;
  toTime: number;
  fromX: number;
  toX: number;
}

export interface TimeScale {
  /** In pixels, with the margins. */
  width: number;
  /** The place of each stop. */
  places: readonly number[];
  stretches: readonly Stretch[];
  /** The place of any moment. */
  placeOf(time: number): number;
}

/** Free pixels at both ends. */
export const MARGIN = 28;
/** Neighbours on different lanes are this far apart at least, so that what answers stands right of what was asked. */
const LEAST_STEP = 9;
const OMISSION = 84;
/** A broken gap looks longer than the longest one that is to scale. */
const BROKEN_LOOKS = 1.5;
const LEAST_BROKEN = 76;
/** At most this part of the width is for the spacing of signs; where that is not enough, they overlap. */
const MOST_SPACING = 0.6;

/** Lays the stops out on `width` pixels. */
export function timeScale(stops: readonly Stop[], width: number): TimeScale {
  const inner = Math.max(1, width - 2 * MARGIN);
  const gaps = gapsOf(stops);
  const spacing = sum(gaps.map(({ least }) => least));
  const shrink = Math.min(1, (MOST_SPACING * inner) / Math.max(1, spacing));
  const leasts = gaps.map(({ least }) => least * shrink);
  const perSecond = solve(
    gaps.map(({ looks }) => looks),
    leasts,
    inner,
  );
  const stretches: Stretch[] = [];
  let x = MARGIN;
  for (const [index, { looks, kind, from, to }] of gaps.entries()) {
    const least = leasts[index] ?? 0;
    const fromX = x;
    x += Math.max(least, looks * perSecond);
    const isSpread = kind === 'scaled' && looks * perSecond < least;
    const isAhead = stops[index + 1]?.isAhead === true;
    stretches.push({ kind: isSpread ? 'spread' : kind, isAhead, fromTime: from, toTime: to, fromX, toX: x });
  }
  const places = [MARGIN, ...stretches.map(({ toX }) => toX)];
  return {
    width: x + MARGIN,
    places,
    stretches,
    placeOf: (time) => placeOf(time, stretches),
  };
}

/** The width from which on no sign overlaps another. */
export function roomyWidth(stops: readonly Stop[]): number {
  return sum(gapsOf(stops).map(({ least }) => least)) / MOST_SPACING + 2 * MARGIN;
}

interface Gap {
  from: number;
  to: number;
  kind: 'scaled' | 'broken' | 'omitted';
  /** Seconds that it is drawn as. */
  looks: number;
  /** Pixels. */
  least: number;
}

function gapsOf(stops: readonly Stop[]): Gap[] {
  const pairs = stops.slice(1).map((stop, index) => ({ before: stops[index] ?? stop, stop }));
  const lengths = pairs
    .filter(({ stop }) => !stop.afterOmission)
    .map(({ before, stop }) => stop.time - before.time);
  const broken = breakFrom(lengths);
  const longest = Math.max(0, ...lengths.filter((length) => length < broken));
  return pairs.map(({ before, stop }): Gap => {
    const { time: from } = before;
    const { time: to } = stop;
    if (stop.afterOmission) return { from, to, kind: 'omitted', looks: 0, least: OMISSION };
    const least = before.lanes & stop.lanes ? Math.max(LEAST_STEP, before.room + stop.room) : LEAST_STEP;
    if (to - from >= broken)
      return {
        from,
        to,
        kind: 'broken',
        looks: longest * BROKEN_LOOKS,
        least: Math.max(least, LEAST_BROKEN),
      };
    return { from, to, kind: 'scaled', looks: Math.max(0, to - from), least };
  });
}

/** Pixels a second with which all gaps together, none below its least width, fill the room. */
function solve(looks: readonly number[], leasts: readonly number[], room: number): number {
  const longest = Math.max(0, ...looks);
  if (longest === 0 || sum(leasts) >= room) return 0;
  let low = 0;
  let high = room / longest;
  for (let round = 0; round < 50; round++) {
    const middle = (low + high) / 2;
    const width = looks.reduce((all, look, index) => all + Math.max(leasts[index] ?? 0, look * middle), 0);
    if (width > room) high = middle;
    else low = middle;
  }
  return low;
}

function placeOf(time: number, stretches: readonly Stretch[]): number {
  const first = stretches[0];
  if (first === undefined || time <= first.fromTime) return MARGIN;
  let low = 0;
  let high = stretches.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.toTime ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  const { fromTime, toTime, fromX, toX } = stretches[low] ?? first;
  const part = toTime > fromTime ? Math.min(1, (time - fromTime) / (toTime - fromTime)) : 1;
  return fromX + part * (toX - fromX);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
