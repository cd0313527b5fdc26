/** The book of a connection that may have heartbeats, and its kinds of them: where heartbeat/book-store.ts keeps them. */
import * as K from '../heartbeat/beat-layout';
import * as B from '../heartbeat/book-layout';
import { rowOfId } from './pool';
import { bookIds, bookPages, kindPages } from './state';

/** Of a connection with CONNECTION_BOOKED. */
@inline
export function bookOf(row: u32): usize {
  const ids = <usize>load<u32>(bookIds + ((row >>> B.BOOK_IDS_SHIFT) << 2));
  const id = load<u32>(ids + (<usize>(row & ((1 << B.BOOK_IDS_SHIFT) - 1)) << 2));
  return rowOfId(bookPages, id, B.BOOK_PAGE_SHIFT, B.BOOK_OCTETS);
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
  return id == 0 ? 0 : rowOfId(kindPages, id, K.KIND_PAGE_SHIFT, K.KIND_OCTETS);
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
