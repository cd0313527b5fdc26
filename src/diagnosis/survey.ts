/**
 * The verdicts of all connections of a shard, and what the summary counts, as numbers: so that each thread judges its
 * own connections, and what a million of them came to travels as one array.
 */
import type { Heartbeats } from '../heartbeat/heartbeat.ts';
import type { ProbeBooks, Stores } from '../keepalive/probe-books.ts';
import { Timeline } from '../timeline/timeline.ts';
import { COPIES, NUMBER, seldomOf } from '../tracking/rows.ts';
import { type Counts, copyOf, count, countJudged, countProbes } from './counts.ts';
import { GAVE_UP, judged, MUST_ASK, NOT_ORDINARY, noteIn, placeIn } from './ordinary.ts';
import { noteOf } from './population/noteworthy.ts';
import { placeOf } from './verdict.ts';

export interface Survey {
  /** By row: the verdict's place in VERDICT_CODES. */
  codes: Uint8Array<ArrayBuffer>;
  /** By row: why a finding over connections may concern it (population/notes.ts); 0 where none does. */
  notes: Uint8Array<ArrayBuffer>;
  /** Of all connections, those that were let go of too. */
  counts: Counts;
}

/** The connections, and what is known of each. */
export interface Surveyable extends Stores {
  booksOf(row: number): ProbeBooks | undefined;
  heartbeatsOf(row: number): Heartbeats | undefined;
  /** Those of which a side gave up, or whose peer had lost them. */
  endings(): Iterable<Pick<ProbeBooks, 'gaveUp' | 'lostState'> & { row: number }>;
  /** Those with heartbeats. */
  beating(): Iterable<readonly [row: number, Heartbeats]>;
}

/**
 * Judges every row in use. `captureEnd`: the time of the last frame that was read, ns. `gone`: what the connections came
 * to that are not there any more.
 */
export function survey(shard: Surveyable, captureEnd: number, gone: Counts): Survey {
  const { rows } = shard;
  const codes = new Uint8Array(rows.count);
  const notes = new Uint8Array(rows.count);
  const counts = copyOf(gone);
  countProbes(counts, shard.probers);
  const marks = marksOf(shard);
  // Apart, so that V8 need not compile the loop anew for each rare thing that it meets.
  const rest: number[] = [];
  for (let row = 0; row < rows.count; row++) {
    const page = rows.page(row);
    const at = rows.at(row);
    if (page.getUint32(at + NUMBER, true) === 0) continue;
    const judgement = judged(shard, row, marks[row] ?? 0, captureEnd);
    if (judgement === NOT_ORDINARY) rest.push(row);
    else {
      codes[row] = placeIn(judgement);
      notes[row] = noteIn(judgement);
      countJudged(counts, placeIn(judgement), page.getUint32(seldomOf(at) + COPIES, true));
    }
  }
  for (const row of rest) {
    const timeline = new Timeline(rows, row, shard.booksOf(row), captureEnd, shard.heartbeatsOf(row));
    const code = count(counts, timeline);
    codes[row] = placeOf(code);
    notes[row] = noteOf(timeline, code);
  }
  return { codes, notes, counts };
}

/** By row: the mark for judged(). */
function marksOf(shard: Surveyable): Uint8Array {
  const marks = new Uint8Array(shard.rows.count);
  for (const { row, lostState } of shard.endings()) marks[row] = lostState === null ? GAVE_UP : MUST_ASK;
  for (const [row] of shard.beating()) marks[row] = MUST_ASK;
  return marks;
}
