/** What keepalive/ has of a connection: the books of its two sides as probers, and the exchanges in their chains. */
import * as E from '../keepalive/exchange-layout';
import * as P from '../keepalive/prober-layout';
import { PAGE_SHIFT, PROBERS } from '../tracking/row-layout';
import { directory, exchangePages, proberPages } from './state';

/** Where the probers of the row are, the originator's first; 0: it has none. */
@inline
export function probersOf(row: u32): usize {
  const page = <usize>load<u32>(directory + ((row >>> PAGE_SHIFT) << 2));
  const id = load<u32>(page + ((row & ((1 << PAGE_SHIFT) - 1)) << 2), PROBERS);
  if (id == 0) return 0;
  return place(proberPages, id, P.PAGE_SHIFT, P.ROW_OCTETS);
}

@inline
export function exchangeAt(id: u32): usize {
  return place(exchangePages, id, E.PAGE_SHIFT, E.ROW_OCTETS);
}

/** Whether something waits for an answer on either side. */
@inline
export function anyWaits(probers: usize): bool {
  return (load<u32>(probers, P.WAITING) | load<u32>(probers + P.PROBER_OCTETS, P.WAITING)) != 0;
}

@inline
function place(pages: usize, id: u32, shift: u32, octets: u32): usize {
  const row = id - 1;
  return <usize>load<u32>(pages + ((row >>> shift) << 2)) + <usize>(row & ((1 << shift) - 1)) * octets;
}
