/** One more heartbeat of a kind that there was before, and its answer: as heartbeat/beats.ts and waiting.ts keep them. */
import * as K from '../heartbeat/beat-layout';
import { giveBack, hasRow, hasRows, rowOfId, takeRow } from './pool';
import { append, fits } from './rhythm';
import { SECOND } from './row-writes';
import { spans, waitPages, waits } from './state';

/** Whether there are the rows for one more, for which no page is needed: one of each rhythm, and one of those that wait. */
@inline
export function hasRoom(): bool {
  return hasRows(spans, 2) && hasRow(waits);
}

/** Times are ns. `silence`: without payload before it; `isUninterrupted`: only heartbeats since the last one. */
export function addBeat(kind: usize, time: f64, frame: u32, silence: f64, isUninterrupted: bool): void {
  const since = load<u32>(kind, K.SINCE_ANSWER);
  const span = time - load<f64>(kind, K.LAST_TIME);
  if (isUninterrupted && span > 0 && (since == 0 || fits(kind + K.SPANS, span))) append(kind + K.SPANS, span);
  const isSilence = silence >= SECOND && silence < Infinity;
  if (isSilence && (since == 0 || fits(kind + K.SILENCES, silence))) append(kind + K.SILENCES, silence);
  store<u32>(kind, load<u32>(kind, K.BEATS) + 1, K.BEATS);
  wait(kind, since, time, frame);
  store<f64>(kind, time, K.LAST_TIME);
  store<u32>(kind, frame, K.LAST_FRAME);
  const heard: u32 = since == 0 ? K.KIND_SPOKE | K.KIND_PEER_SPOKE : K.KIND_SPOKE;
  store<u8>(kind, <u8>(<u32>load<u8>(kind, K.KIND_FLAGS) & ~heard), K.KIND_FLAGS);
}

/** To the oldest that waits: one does. */
export function addAnswer(kind: usize, frame: u32, time: f64, length: u32): void {
  const pending = <u32>load<u8>(kind, K.PENDING);
  const id = load<u32>(kind, K.WAITS);
  if (id != 0) dropPending(waitsAt(id), pending);
  store<u8>(kind, <u8>(pending - 1), K.PENDING);
  store<u32>(kind, load<u32>(kind, K.ANSWERED) + 1, K.ANSWERED);
  store<u32>(kind, length, K.ANSWER_LENGTH);
  store<u32>(kind, frame, K.LAST_ANSWER_FRAME);
  store<f64>(kind, time, K.LAST_ANSWER_TIME);
  store<u32>(kind, 0, K.SINCE_ANSWER);
}

/** It is not the last yet. `since`: how many have come since the last answer. */
@inline
function wait(kind: usize, since: u32, time: f64, frame: u32): void {
  store<u32>(kind, since + 1, K.SINCE_ANSWER);
  if (since == 0) {
    release(kind);
    store<u8>(kind, 1, K.PENDING);
    return;
  }
  const id = load<u32>(kind, K.WAITS);
  const row = id != 0 ? waitsAt(id) : newWaits(kind);
  if (since < <u32>K.WAITING_AT_MOST) write(row + K.UNANSWERED_TIMES, row + K.UNANSWERED_FRAMES, since, time, frame);
  let pending = <u32>load<u8>(kind, K.PENDING);
  if (pending == K.WAITING_AT_MOST) {
    dropPending(row, pending);
    pending--;
  }
  write(row + K.PENDING_TIMES, row + K.PENDING_FRAMES, pending, time, frame);
  store<u8>(kind, <u8>(pending + 1), K.PENDING);
}

/** With the last heartbeat in it. */
function newWaits(kind: usize): usize {
  const id = takeRow(waits, waitPages, K.WAITS_PAGE_SHIFT, K.WAITS_OCTETS);
  store<u32>(kind, id, K.WAITS);
  const row = waitsAt(id);
  const time = load<f64>(kind, K.LAST_TIME);
  const frame = load<u32>(kind, K.LAST_FRAME);
  write(row + K.UNANSWERED_TIMES, row + K.UNANSWERED_FRAMES, 0, time, frame);
  write(row + K.PENDING_TIMES, row + K.PENDING_FRAMES, 0, time, frame);
  return row;
}

@inline
function release(kind: usize): void {
  const id = load<u32>(kind, K.WAITS);
  if (id == 0) return;
  memory.fill(waitsAt(id), 0, K.WAITS_OCTETS);
  giveBack(waits, id, waitsAt(id));
  store<u32>(kind, 0, K.WAITS);
}

function dropPending(row: usize, count: u32): void {
  const left = <usize>(count - 1);
  memory.copy(row + K.PENDING_TIMES, row + K.PENDING_TIMES + 8, left << 3);
  memory.copy(row + K.PENDING_FRAMES, row + K.PENDING_FRAMES + 4, left << 2);
}

@inline
function write(times: usize, frames: usize, place: u32, time: f64, frame: u32): void {
  store<f64>(times + (<usize>place << 3), time);
  store<u32>(frames + (<usize>place << 2), frame);
}

@inline
function waitsAt(id: u32): usize {
  return rowOfId(waitPages, id, K.WAITS_PAGE_SHIFT, K.WAITS_OCTETS);
}
