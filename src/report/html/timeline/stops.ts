/** The moments of a timeline that need a place on the axis, and which of them belong to which mark. */
import type { Expectation } from './expectation.ts';
import { signOf } from './glyphs.ts';
import type { Mark, Timeline } from './marks.ts';
import type { Lanes, Stop } from './time-scale.ts';

/** Half widths in pixels: of what has a word above it, of other signs, of the ends of a burst. */
const WORDY = 15;
const PLAIN = 7;
const BURST_END = 4;

export interface Stops {
  stops: readonly Stop[];
  /** Of each mark: its first and its last stop; for what is omitted, the stops before and after it. */
  spans: readonly (readonly [first: number, last: number])[];
  /** The stop of the end of the capture; null where there is none. */
  captureEnd: number | null;
}

/** Stops of all marks, of the end of the capture, and of what is expected after it. */
export function stopsOf({ marks, captureEnd }: Timeline, ahead: readonly Expectation[]): Stops {
  const stops: Stop[] = [];
  const spans: [number, number][] = [];
  let afterOmission = false;
  const add = (time: number, room: number, lanes: Lanes, isAhead = false): number => {
    // Frames out of order in time stay in the order of the capture.
    const before = stops.at(-1)?.time ?? Number.NEGATIVE_INFINITY;
    stops.push({ time: Math.max(time, before), room, lanes, afterOmission, isAhead });
    afterOmission = false;
    return stops.length - 1;
  };
  for (const mark of marks) {
    if (mark.type === 'omitted') {
      spans.push([Math.max(0, stops.length - 1), stops.length]);
      afterOmission = true;
      continue;
    }
    if (mark.type === 'segment') {
      const stop = add(mark.time, roomOf(mark), mark.from === 'originator' ? 1 : 2);
      spans.push([stop, stop]);
      continue;
    }
    const lanes = lanesOf(mark);
    const first = add(mark.time, BURST_END, lanes);
    spans.push([first, add(mark.endTime, BURST_END, lanes)]);
  }
  const end = captureEnd === null ? null : add(captureEnd, PLAIN, 3);
  for (const time of ahead.flatMap(({ from, to }) => [from, to]).sort((a, b) => a - b))
    if (time > (stops.at(-1)?.time ?? 0)) add(time, PLAIN, 3, true);
  return { stops, spans, captureEnd: end };
}

function roomOf(mark: Extract<Mark, { type: 'segment' }>): number {
  return ['syn', 'fin', 'reset', 'icmp-error'].includes(signOf(mark)) ? WORDY : PLAIN;
}

function lanesOf({ originator, responder }: Extract<Mark, { type: 'burst' }>): Lanes {
  if (originator.segments === 0) return 2;
  return responder.segments === 0 ? 1 : 3;
}
