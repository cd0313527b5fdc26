/** Where a row lies, and what else there is of it and its halves, as tracking/row-places.ts says. Pages begin at multiples of a group. */
import {
  COLD,
  COLD_HALF_OCTETS,
  COLD_HALVES,
  COLD_OCTETS,
  GROUP_ROWS,
  GROUP_SHIFT,
  IN_GROUP,
  OF_RESPONDER,
  PAGE_ROWS,
  PAGE_SHIFT,
  PLACES_LEFT_OUT,
  PROBED,
  PROBED_HALF_OCTETS,
  PROBED_OCTETS,
  RARE,
  RARE_HALF_OCTETS,
  RARE_HALVES,
  RARE_OCTETS,
  ROW_SHIFT,
  SELDOM,
  SELDOM_HALF_OCTETS,
  SELDOM_HALVES,
  SELDOM_NUMBER_HIGH,
  SELDOM_NUMBER_LOW,
  SELDOM_NUMBERED,
  SELDOM_OCTETS,
} from '../tracking/row-layout';
import { directory } from './state';

/** The page of a row; 0: there is none yet. */
@inline
export function pageOf(row: u32): usize {
  return <usize>load<u32>(directory + ((row / PAGE_ROWS) << 2));
}

@inline
export function rowAt(row: u32): usize {
  return atPlace(placeOf(row));
}

/** Where the row is that has this place. */
@inline
export function atPlace(place: u32): usize {
  return pageOfPlace(place) + (<usize>inPage(place) << ROW_SHIFT);
}

@inline
function pageOfPlace(place: u32): usize {
  return <usize>load<u32>(directory + ((place >>> PAGE_SHIFT) << 2));
}

@inline
function inPage(place: u32): u32 {
  return place & ((1 << PAGE_SHIFT) - 1);
}

@inline
export function placeOf(row: u32): u32 {
  return row + (row / GROUP_ROWS) * PLACES_LEFT_OUT;
}

@inline
export function rowAtPlace(place: u32): u32 {
  return place - (place >>> GROUP_SHIFT) * PLACES_LEFT_OUT;
}

/** Of the row at `at`. */
@inline
export function coldOf(at: usize): usize {
  return (at & ~IN_GROUP) + COLD + ((at & IN_GROUP) >>> ROW_SHIFT) * COLD_OCTETS;
}

/** Of the row that has this place: of both its halves. */
@inline
export function probedAtPlace(place: u32): usize {
  return pageOfPlace(place) + PROBED + <usize>rowAtPlace(inPage(place)) * PROBED_OCTETS;
}

/** Of the half of that row. */
@inline
export function probedOfHalf(half: usize, row: u32): usize {
  const probed = pageOf(row) + PROBED + <usize>(row % PAGE_ROWS) * PROBED_OCTETS;
  return probed + (isOfResponder(half) ? <usize>PROBED_HALF_OCTETS : 0);
}

/** Of the row at `at`, which has this number, to be written. */
export function ownSeldomOf(at: usize, row: u32): usize {
  const cold = coldOf(at);
  const page = pageOf(row);
  let number = <u32>load<u8>(cold, SELDOM_NUMBER_LOW) | (<u32>load<u8>(cold, SELDOM_NUMBER_HIGH) << 8);
  if (number == 0) {
    number = load<u32>(page, SELDOM_NUMBERED) + 1;
    store<u32>(page, number, SELDOM_NUMBERED);
    store<u8>(cold, <u8>number, SELDOM_NUMBER_LOW);
    store<u8>(cold, <u8>(number >>> 8), SELDOM_NUMBER_HIGH);
  }
  return page + SELDOM + <usize>number * SELDOM_OCTETS;
}

/** Of the row that has this place, to be read; where it has none, what all these share. */
@inline
export function seldomAtPlace(place: u32): usize {
  const cold = coldOf(atPlace(place));
  const number = <u32>load<u8>(cold, SELDOM_NUMBER_LOW) | (<u32>load<u8>(cold, SELDOM_NUMBER_HIGH) << 8);
  return pageOfPlace(place) + SELDOM + <usize>number * SELDOM_OCTETS;
}

@inline
export function rareOf(row: u32): usize {
  return pageOf(row) + RARE + <usize>(row % PAGE_ROWS) * RARE_OCTETS;
}

/** Of the row that has this place. */
@inline
export function rareAtPlace(place: u32): usize {
  return pageOfPlace(place) + RARE + <usize>rowAtPlace(inPage(place)) * RARE_OCTETS;
}

/** The same of the half at `half`. */
@inline
export function coldOfHalf(half: usize): usize {
  return coldOf(half) + COLD_HALVES + (isOfResponder(half) ? <usize>COLD_HALF_OCTETS : 0);
}

@inline
export function ownSeldomOfHalf(half: usize, row: u32): usize {
  return ownSeldomOf(half, row) + SELDOM_HALVES + (isOfResponder(half) ? <usize>SELDOM_HALF_OCTETS : 0);
}

@inline
export function rareOfHalf(half: usize, row: u32): usize {
  return rareOf(row) + RARE_HALVES + (isOfResponder(half) ? <usize>RARE_HALF_OCTETS : 0);
}

/** Whether the half, in its row, is the responder's. */
@inline
export function isOfResponder(half: usize): bool {
  return (half & OF_RESPONDER) != 0;
}
