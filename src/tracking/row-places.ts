/** Where a row lies in its page, and what else there is of it and its halves. A half is what one side has sent. */
import * as L from './row-layout.ts';

/** Which way a segment goes: 0 from the originator, 1 from the responder. */
export type Direction = 0 | 1;

/** The way back. */
export function opposite(direction: Direction): Direction {
  return direction === 0 ? 1 : 0;
}

/** Offset of a side's half in its row: 0 the originator's, 1 the responder's. */
export function halfOffset(direction: number): number {
  return L.ORIGINATOR_HALF + direction * (L.RESPONDER_HALF - L.ORIGINATOR_HALF);
}

/** Where what is cold of the row at `at` begins in its page; what fewest connections have. */
export function coldOf(at: number): number {
  return (at & ~L.IN_GROUP) + L.COLD + ((at & L.IN_GROUP) >>> L.ROW_SHIFT) * L.COLD_OCTETS;
}

export function rareOf(at: number): number {
  return L.RARE + rowAtPlace(at >>> L.ROW_SHIFT) * L.RARE_OCTETS;
}

/** The same of the half at `half`. */
export function coldOfHalf(half: number): number {
  return coldOf(half) + L.COLD_HALVES + (half & L.OF_RESPONDER ? L.COLD_HALF_OCTETS : 0);
}

export function rareOfHalf(half: number): number {
  return rareOf(half) + L.RARE_HALVES + (half & L.OF_RESPONDER ? L.RARE_HALF_OCTETS : 0);
}

/** Where what the half at `half` has of probes begins. */
export function probedOfHalf(half: number): number {
  const row = rowAtPlace(half >>> L.ROW_SHIFT);
  return L.PROBED + row * L.PROBED_OCTETS + (half & L.OF_RESPONDER ? L.PROBED_HALF_OCTETS : 0);
}

/** Where what few connections have of the row at `at` begins, to be read; to be written; the same of the half at `half`. */
export function seldomOf(page: DataView, at: number): number {
  return L.SELDOM + seldomNumber(page, at) * L.SELDOM_OCTETS;
}

export function ownSeldomOf(page: DataView, at: number): number {
  if (seldomNumber(page, at) === 0) {
    const number = page.getUint32(L.SELDOM_NUMBERED, true) + 1;
    page.setUint32(L.SELDOM_NUMBERED, number, true);
    setSeldomNumber(page, at, number);
  }
  return seldomOf(page, at);
}

export function seldomOfHalf(page: DataView, half: number): number {
  return seldomOf(page, half) + inSeldom(half);
}

export function ownSeldomOfHalf(page: DataView, half: number): number {
  return ownSeldomOf(page, half) + inSeldom(half);
}

function inSeldom(half: number): number {
  return L.SELDOM_HALVES + (half & L.OF_RESPONDER ? L.SELDOM_HALF_OCTETS : 0);
}

/** 0: it never had anything there. */
export function seldomNumber(page: DataView, at: number): number {
  const cold = coldOf(at);
  return page.getUint8(cold + L.SELDOM_NUMBER_LOW) | (page.getUint8(cold + L.SELDOM_NUMBER_HIGH) << 8);
}

export function setSeldomNumber(page: DataView, at: number, number: number): void {
  const cold = coldOf(at);
  page.setUint8(cold + L.SELDOM_NUMBER_LOW, number & 0xff);
  page.setUint8(cold + L.SELDOM_NUMBER_HIGH, number >>> 8);
}

/** The place of a row (row-layout.ts), and the row at a place. */
export function placeOf(row: number): number {
  return row + ((row / L.GROUP_ROWS) | 0) * L.PLACES_LEFT_OUT;
}

export function rowAtPlace(place: number): number {
  return place - (place >>> L.GROUP_SHIFT) * L.PLACES_LEFT_OUT;
}
