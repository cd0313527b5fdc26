/**
 * Reading ahead (upcoming.ts) what payload after a silence wants: the latest candidate, the exchange before it, what is written of
 * data that goes on, and of connections with a book that, its first kind, and the last spans of its rhythms.
 */
import { NO_SEGMENT, OF_VLAN, PACKETS, QUIET_OCTETS } from '../capture/frame-layout';
import * as K from '../heartbeat/beat-layout';
import * as B from '../heartbeat/book-layout';
import * as C from '../heartbeat/candidate-layout';
import { CONNECTION_BOOKED, CONNECTION_FLAGS } from '../tracking/row-layout';
import { atPlace, rowAtPlace, seldomAtPlace } from './areas';
import { bookOf, kindAt } from './book';
import { hasCandidates, latestOf, previousOfLatest } from './candidate';
import { u16at } from './octets';
import { headerOctets, IPV4_HEADER, IPV6_HEADER, isIpv4 } from './packet';
import { nextSpanOf } from './rhythm';
import { columns, octets } from './state';

/**
 * `list`, as far as `limit`: of the places of rows and of frames in the batch; it is written over. Each loop reads what the one before
 * has found. What is returned says nothing.
 */
export function readPayloads(list: usize, limit: usize): u32 {
  let end = list;
  for (let entry = list; entry < limit; entry += QUIET_OCTETS) {
    store<u32>(end, load<u32>(entry));
    end += select<usize>(QUIET_OCTETS, 0, bringsPayload(load<u32>(entry, 4)) != 0);
  }
  let read: u32 = 0;
  for (let entry = list; entry < end; entry += QUIET_OCTETS) {
    const place = load<u32>(entry);
    const row = rowAtPlace(place);
    const latest = hasCandidates(row) ? latestOf(row) : 0;
    store<u32>(entry, <u32>latest, 4);
    read ^= load<u32>(latest) ^ load<u32>(latest, C.STRETCH) ^ load<u32>(seldomAtPlace(place));
  }
  for (let entry = list; entry < end; entry += QUIET_OCTETS) {
    const previous = previousOfLatest(rowAtPlace(load<u32>(entry)), <usize>load<u32>(entry, 4));
    read ^= load<u32>(previous) ^ load<u32>(previous, C.STRETCH);
  }
  return read ^ readBooks(list, end);
}

/** Makes a list of those rows that have a book, and of their kinds. */
@inline
function readBooks(list: usize, limit: usize): u32 {
  let end = list;
  for (let entry = list; entry < limit; entry += QUIET_OCTETS) {
    const place = load<u32>(entry);
    const isBooked = (load<u32>(atPlace(place), CONNECTION_FLAGS) & CONNECTION_BOOKED) != 0;
    store<u32>(end, rowAtPlace(place));
    end += select<usize>(QUIET_OCTETS, 0, isBooked);
  }
  let read: u32 = 0;
  for (let entry = list; entry < end; entry += QUIET_OCTETS) {
    // A book without a kind has none to read: the first is as good.
    store<u32>(entry, max<u32>(load<u32>(bookOf(load<u32>(entry)), B.KINDS), 1), 4);
  }
  for (let entry = list; entry < end; entry += QUIET_OCTETS) {
    const kind = kindAt(load<u32>(entry, 4));
    read ^= load<u32>(kind) ^ load<u32>(kind, K.SPANS);
  }
  for (let entry = list; entry < end; entry += QUIET_OCTETS) {
    const kind = kindAt(load<u32>(entry, 4));
    read ^= load<u32>(nextSpanOf(kind + K.SPANS)) ^ load<u32>(nextSpanOf(kind + K.SILENCES));
  }
  return read;
}

/** 1: the frame at this place of the batch has more payload than a probe. Not with &&, which is a branch. */
@inline
function bringsPayload(place: u32): i32 {
  const packet = load<u32>(columns + (<usize>place << 2), PACKETS);
  const isPlain = packet < <u32>NO_SEGMENT;
  // What is not plain has octets, too, which say something else.
  const ip = octets + select<usize>(<usize>(packet & ~OF_VLAN), 0, isPlain);
  const ipv4 = isIpv4(ip);
  const header = select<usize>(IPV4_HEADER, IPV6_HEADER, ipv4);
  const length = select<u32>(u16at(ip + 2), u16at(ip + 4) + <u32>IPV6_HEADER, ipv4);
  return i32(isPlain) & i32(length > <u32>header + headerOctets(u16at(ip + header + 12)) + 1);
}
