/**
 * Reading ahead (upcoming.ts) what heartbeat/ has of connections with a book: the book, its first kind with the last spans of its
 * rhythms, and the latest candidate.
 */
import { QUIET_OCTETS } from '../capture/frame-layout';
import * as K from '../heartbeat/beat-layout';
import * as B from '../heartbeat/book-layout';
import * as C from '../heartbeat/candidate-layout';
import { CONNECTION_BOOKED, CONNECTION_FLAGS } from '../tracking/row-layout';
import { atPlace, rowAtPlace } from './areas';
import { bookOf, kindAt } from './book';
import { hasCandidates, latestOf, placeOfNumber } from './candidate';
import { nextSpanOf } from './rhythm';

/**
 * `list`, as far as `limit`: of the places of rows, which this makes a list of those rows that have a book, and of their kinds. Each
 * loop reads what the one before has found. What is returned says nothing.
 */
export function readBooks(list: usize, limit: usize): u32 {
  let end = list;
  for (let entry = list; entry < limit; entry += QUIET_OCTETS) {
    const place = load<u32>(entry);
    const isBooked = (load<u32>(atPlace(place), CONNECTION_FLAGS) & CONNECTION_BOOKED) != 0;
    store<u32>(end, rowAtPlace(place));
    end += select<usize>(QUIET_OCTETS, 0, isBooked);
  }
  let read: u32 = 0;
  for (let entry = list; entry < end; entry += QUIET_OCTETS) {
    const row = load<u32>(entry);
    read ^= hasCandidates(row) ? <u32>load<u16>(placeOfNumber(row)) : 0;
    // A book without a kind has none to read: the first is as good.
    store<u32>(entry, max<u32>(load<u32>(bookOf(row), B.KINDS), 1), 4);
  }
  for (let entry = list; entry < end; entry += QUIET_OCTETS) {
    const kind = kindAt(load<u32>(entry, 4));
    const row = load<u32>(entry);
    const latest = hasCandidates(row) ? latestOf(row) : 0;
    read ^= load<u32>(kind) ^ load<u32>(kind, K.SPANS) ^ load<u32>(latest) ^ load<u32>(latest, C.STRETCH);
  }
  for (let entry = list; entry < end; entry += QUIET_OCTETS) {
    const kind = kindAt(load<u32>(entry, 4));
    read ^= load<u32>(nextSpanOf(kind + K.SPANS)) ^ load<u32>(nextSpanOf(kind + K.SILENCES));
  }
  return read;
}
