/** Where a row lies, and what else there is of it and its halves, as tracking/rows.ts says. Pages begin at multiples of a group. */
import {
  AREA_OF_GROUP,
  COLD,
  GROUP_OCTETS_SHIFT,
  GROUP_SHIFT,
  IN_GROUP,
  LINKS,
  PAGE_SHIFT,
  RARE,
  ROW_OCTETS,
  SELDOM,
} from '../tracking/row-layout';
import { directory } from './state';

const PAGE_ROWS: u32 = 1 << PAGE_SHIFT;
const GROUP_ROWS: u32 = 1 << GROUP_SHIFT;

/** The page of a row; 0: there is none yet. */
@inline
export function pageOf(row: u32): usize {
  return <usize>load<u32>(directory + ((row >>> PAGE_SHIFT) << 2));
}

@inline
export function rowAt(row: u32): usize {
  const group = (row & (PAGE_ROWS - 1)) >>> GROUP_SHIFT;
  return pageOf(row) + (<usize>group << GROUP_OCTETS_SHIFT) + <usize>(row & (GROUP_ROWS - 1)) * ROW_OCTETS;
}

/** Of the row or half at `at`. */
@inline
export function coldOf(at: usize): usize {
  return (at & ~IN_GROUP) + COLD + ((at & IN_GROUP) >>> 2);
}

@inline
export function linkOf(at: usize): usize {
  return (at & ~IN_GROUP) + LINKS + ((at & IN_GROUP) >>> 4);
}

/** `row`: whose it is. */
@inline
export function seldomOf(at: usize, row: u32): usize {
  return areaOf(at, row) + SELDOM;
}

@inline
export function rareOf(at: usize, row: u32): usize {
  return areaOf(at, row) + RARE;
}

@inline
function areaOf(at: usize, row: u32): usize {
  const page = pageOf(row);
  return page + ((at - page) >>> GROUP_OCTETS_SHIFT) * AREA_OF_GROUP + ((at & IN_GROUP) >>> 2);
}
