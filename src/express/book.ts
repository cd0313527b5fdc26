/** The book of a connection that may have heartbeats, and what is in it: as heartbeat/ keeps it (heartbeat/book-store.ts). */
import * as K from '../heartbeat/beat-layout';
import * as B from '../heartbeat/book-layout';
import { freeId, takeFree, takeNew } from './pool';
import { POOL_COUNT, POOL_FREED, POOL_ROOM } from '../tracking/pool-layout';
import { bookIds, bookPages, kindPages, spanPages, spans } from './state';

/** Of a connection with CONNECTION_BOOKED. */
@inline
export function bookOf(row: u32): usize {
  const ids = <usize>load<u32>(bookIds + ((row >>> B.BOOK_IDS_SHIFT) << 2));
  const id = load<u32>(ids + (<usize>(row & ((1 << B.BOOK_IDS_SHIFT) - 1)) << 2));
  return rowAt(bookPages, id, B.BOOK_PAGE_SHIFT, B.BOOK_OCTETS);
}

/** The first of its kinds; 0: it has none. */
@inline
export function firstKind(book: usize): usize {
  return kindAt(load<u32>(book, B.KINDS));
}

@inline
export function nextKind(kind: usize): usize {
  return kindAt(load<u32>(kind, K.NEXT_KIND));
}

/** Id 0: there is none, and it is at 0. */
@inline
export function kindAt(id: u32): usize {
  return id == 0 ? 0 : rowAt(kindPages, id, K.KIND_PAGE_SHIFT, K.KIND_OCTETS);
}

/** The id of the kind of an unknown protocol with this side, length and first octets; 0: there is none (kindOf of heartbeat/unsigned.ts). */
export function idOfKind(book: usize, fromResponder: bool, length: u32, head: u32): u32 {
  for (let id = load<u32>(book, B.KINDS); id != 0; ) {
    const kind = kindAt(id);
    if (isOf(kind, fromResponder) && load<u8>(kind, K.PROTOCOL) == 0 && load<u32>(kind, K.LENGTH) == length) {
      const known = load<u32>(kind, K.HEAD);
      if (known == head || known == 0) return id;
    }
    id = load<u32>(kind, K.NEXT_KIND);
  }
  return 0;
}

/** Whether the heartbeats are the responder's. */
@inline
export function isOf(kind: usize, responder: bool): bool {
  return ((<u32>load<u8>(kind, K.KIND_FLAGS) & K.KIND_FROM_RESPONDER) != 0) == responder;
}

@inline
export function setFlag(kind: usize, flag: u32): void {
  store<u8>(kind, <u8>(<u32>load<u8>(kind, K.KIND_FLAGS) | flag), K.KIND_FLAGS);
}

/** Whether two rhythms may have one more row each, for which no page is needed. */
@inline
export function haveSpans(): bool {
  return load<u32>(spans, POOL_FREED) + load<u32>(spans, POOL_ROOM) - load<u32>(spans, POOL_COUNT) >= 2;
}

/** One more span of the rhythm, ns, as heartbeat/rhythm.ts keeps it; haveSpans() must have been said. */
export function append(rhythm: usize, span: f64): void {
  const before = load<u32>(rhythm, K.RHYTHM_COUNT);
  store<u32>(rhythm, before + 1, K.RHYTHM_COUNT);
  const shift = <u32>load<u8>(rhythm, K.RHYTHM_SHIFT);
  if ((before & ((1 << shift) - 1)) != 0) return;
  const kept = <u32>load<u8>(rhythm, K.RHYTHM_KEPT);
  store<f64>(spanOf(rhythm, kept), span);
  store<u8>(rhythm, <u8>(kept + 1), K.RHYTHM_KEPT);
  if (kept + 1 < <u32>K.KEPT_AT_MOST) return;
  for (let place: u32 = 0; place < <u32>K.KEPT_AT_MOST / 2; place++)
    store<f64>(spanOf(rhythm, place), load<f64>(spanOf(rhythm, 2 * place)));
  store<u8>(rhythm, K.KEPT_AT_MOST / 2, K.RHYTHM_KEPT);
  store<u8>(rhythm, <u8>(shift + 1), K.RHYTHM_SHIFT);
}

/** Where the span of this place is: the row that it is in is taken with the first. */
function spanOf(rhythm: usize, place: u32): usize {
  const field = rhythm + K.RHYTHM_ROWS + (<usize>(place / K.SPANS_OF_ROW) << 2);
  let id = load<u32>(field);
  if (id == 0) {
    id = freeId(spans);
    if (id == 0) id = takeNew(spans);
    else takeFree(spans, rowOfSpans(id));
    store<u32>(field, id);
  }
  return rowOfSpans(id) + (<usize>(place % K.SPANS_OF_ROW) << 3);
}

@inline
function rowOfSpans(id: u32): usize {
  return rowAt(spanPages, id, K.SPANS_PAGE_SHIFT, K.SPANS_OCTETS);
}

@inline
function rowAt(pages: usize, id: u32, shift: u32, octets: u32): usize {
  const row = id - 1;
  return <usize>load<u32>(pages + ((row >>> shift) << 2)) + <usize>(row & ((1 << shift) - 1)) * octets;
}
