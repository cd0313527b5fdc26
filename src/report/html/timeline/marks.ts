/**
 * The marks of a timeline: the entries of a trace with their time as a number. Idle stretches are not among them, for
 * they are what lies between.
 */
import type { TraceEntry } from '../../model.ts';

type Entry<Type extends TraceEntry['type']> = Extract<TraceEntry, { type: Type }>;

export type SegmentMark = Entry<'segment'> & {
  /** Seconds since the connection's first segment. */
  time: number;
};
export type BurstMark = Entry<'burst'> & { time: number; endTime: number };
/** Entries that are not there; `time` is that of the mark before them. */
export type OmittedMark = Entry<'omitted'> & { time: number };
export type Mark = SegmentMark | BurstMark | OmittedMark;

export interface Timeline {
  marks: readonly Mark[];
  /** Seconds since the first segment at which the captures ended; null where that is not known. */
  captureEnd: number | null;
}

/** A silence this long at the end of the captures is an entry of the trace; where there is none, it was shorter. */
const TOLD_SILENCE = 5;

/** Makes the timeline of a trace; `firstAt` and `endAt` are when the connection began, and when the captures ended. */
export function timelineOf(entries: Iterable<TraceEntry>, firstAt: string, endAt: string): Timeline {
  const base = momentOf(firstAt);
  const timeOf = (at: string): number => {
    const { second, nanosecond } = momentOf(at);
    return Math.round((second - base.second) * 1e9 + (nanosecond - base.nanosecond)) / 1e9;
  };
  const marks: Mark[] = [];
  let last = 0;
  let captureEnd: number | null = null;
  for (const entry of entries) {
    if (entry.type === 'idle') {
      if (entry.toEnd) captureEnd = last + entry.seconds;
      continue;
    }
    const time = entry.type === 'omitted' ? last : timeOf(entry.at);
    if (entry.type === 'burst') {
      last = timeOf(entry.lastAt);
      marks.push({ ...entry, time, endTime: last });
    } else {
      last = time;
      marks.push({ ...entry, time });
    }
  }
  const silence = timeOf(endAt) - last;
  if (captureEnd === null && silence >= 0 && silence < TOLD_SILENCE) captureEnd = last + silence;
  return { marks, captureEnd };
}

/** When the mark is over. */
export function endOf(mark: Mark): number {
  return mark.type === 'burst' ? mark.endTime : mark.time;
}

/** At most `limit` marks: a third from the beginning, the rest from the end, where it is told what became of it. */
export function condensed({ marks, captureEnd }: Timeline, limit: number): Timeline {
  if (marks.length <= limit) return { marks, captureEnd };
  const head = marks.slice(0, Math.floor(limit / 3));
  const left = marks.slice(head.length, marks.length - (limit - head.length - 1));
  const entries = left.reduce((sum, mark) => sum + (mark.type === 'omitted' ? mark.entries : 1), 0);
  const before = head.at(-1);
  const omitted: Mark = { type: 'omitted', entries, time: before === undefined ? 0 : endOf(before) };
  return { marks: [...head, omitted, ...marks.slice(head.length + left.length)], captureEnd };
}

/** Of an ISO time as time-text.ts writes it, many times a connection: nothing is checked, no bigint is made. */
function momentOf(at: string): { second: number; nanosecond: number } {
  return { second: Date.parse(`${at.slice(0, 19)}Z`) / 1000, nanosecond: Number(at.slice(20, 29)) };
}
