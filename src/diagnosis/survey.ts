/**
 * The verdicts of all connections of a shard, and what the summary counts, as numbers: so that each thread judges its
 * own connections, and what a million of them came to are three arrays that all threads see.
 */
import type { Heartbeats } from '../heartbeat/heartbeat.ts';
import type { ProbeBooks, Stores } from '../keepalive/probe-books.ts';
import { Timeline } from '../timeline/timeline.ts';
import { addSums, type Counts, copyOf, count } from './counts.ts';
import { noteOf } from './population/noteworthy.ts';
import { placeOf } from './verdict.ts';
import { NOT_ORDINARY } from './verdict-places.ts';

export interface Survey {
  /** By row: the verdict's place in VERDICT_CODES. */
  codes: Uint8Array;
  /** By row: why a finding over connections may concern it (population/notes.ts); 0 where none does. */
  notes: Uint8Array;
  /** By row: the frame of the timeline with which it begins. */
  firstFrames: Uint32Array;
  /** Of all connections, those that were let go of too. */
  counts: Counts;
}

/** What the numbers of their rows tell of ordinary connections; codes of all others are NOT_ORDINARY. */
export interface Judged extends Pick<Survey, 'codes' | 'notes' | 'firstFrames'> {
  /** What they came to, and all probes: counts-layout.ts. */
  sums: DataView;
}

/** The connections, and what is known of each. */
export interface Surveyable extends Stores {
  booksOf(row: number): ProbeBooks | undefined;
  heartbeatsOf(row: number): Heartbeats | undefined;
  /** Those whose peer had lost them, among others. */
  endings(): Iterable<Pick<ProbeBooks, 'lostState'> & { row: number }>;
  /** The rows of those that may have heartbeats. */
  beating(): Iterable<number>;
  /** Judges what is ordinary as of `captureEnd`, ns. By row: 1 where more has to be asked than the numbers of its row. */
  judge(captureEnd: number, isForRules: Uint8Array): Judged;
}

/**
 * Judges every row in use. `captureEnd`: the time of the last frame that was read, ns. `gone`: what the connections came
 * to that are not there any more.
 */
export function survey(shard: Surveyable, captureEnd: number, gone: Counts): Survey {
  const { codes, notes, firstFrames, sums } = shard.judge(captureEnd, rowsForRules(shard));
  const counts = copyOf(gone);
  addSums(counts, sums);
  for (let row = codes.indexOf(NOT_ORDINARY); row >= 0; row = codes.indexOf(NOT_ORDINARY, row + 1)) {
    const timeline = new Timeline(shard.rows, row, shard.booksOf(row), captureEnd, shard.heartbeatsOf(row));
    const code = count(counts, timeline);
    codes[row] = placeOf(code);
    notes[row] = noteOf(timeline, code);
  }
  return { codes, notes, firstFrames, counts };
}

function rowsForRules(shard: Surveyable): Uint8Array {
  const isForRules = new Uint8Array(shard.rows.count);
  for (const { row, lostState } of shard.endings()) if (lostState !== null) isForRules[row] = 1;
  for (const row of shard.beating()) isForRules[row] = 1;
  return isForRules;
}
