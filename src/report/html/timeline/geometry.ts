/** Where things are in a timeline, in pixels from its top. Time runs to the right; a lane for each side. */
import type { Role } from '../../model.ts';

/** Baseline of the words above the originator's lane, and below the responder's. */
export const LABELS: Readonly<Record<Role, number>> = { originator: 16, responder: 150 };
export const LANES: Readonly<Record<Role, number>> = { originator: 42, responder: 124 };
/** Half-way: where probes end that nothing answered, and where the lengths of gaps stand. */
export const MIDDLE = 83;
export const AXIS = 166;
/** Baseline of the times below the axis. */
export const TIMES = 183;
export const HEIGHT = 191;

/** Of words in timelines, as drawn by the style sheet: about this many pixels a character. */
export const CHARACTER = 6.3;

/** Towards the other lane. */
export function inward(side: Role): 1 | -1 {
  return side === 'originator' ? 1 : -1;
}

export function peerOf(side: Role): Role {
  return side === 'originator' ? 'responder' : 'originator';
}

/** To a tenth of a pixel: more only makes the file longer. */
export function pixels(value: number): number {
  return Math.round(value * 10) / 10;
}
