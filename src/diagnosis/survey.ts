/**
 * The verdicts of all connections of a shard, and what the summary counts, as numbers: so that each thread judges its
 * own connections, and what a million of them came to travels as one array.
 */
import type { Heartbeats } from '../heartbeat/heartbeat.ts';
import type { ProbeBooks, Stores } from '../keepalive/probe-books.ts';
import { Timeline } from '../timeline/timeline.ts';
import { COPIES, NUMBER, seldomOf } from '../tracking/rows.ts';
import { type Counts, copyOf, count, countJudged, countProbes } from './counts.ts';
import { judged, NOT_ORDINARY, noteIn, placeIn } from './ordinary.ts';
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
  /** Those whose peer had lost them, among others. */
  endings(): Iterable<Pick<ProbeBooks, 'lostState'> & { row: number }>;
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
  const isOdd = oddOnes(shard);
  // Apart, so that V8 need not compile the loop anew for each rare thing that it meets.
  const rest: number[] = [];
  for (let row = 0; row < rows.count; row++) {
    const page = rows.page(row);
    const at = rows.at(row);
    if (page.getUint32(at + NUMBER, true) === 0) continue;
    const judgement = isOdd[row] === 1 ? NOT_ORDINARY : judged(shard, row, captureEnd);
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

/** By row: 1 where more has to be asked than the numbers that judged() knows. */
function oddOnes(shard: Surveyable): Uint8Array {
  const isOdd = new Uint8Array(shard.rows.count);
  for (const { row, lostState } of shard.endings()) if (lostState !== null) isOdd[row] = 1;
  for (const [row] of shard.beating()) isOdd[row] = 1;
  return isOdd;
}
