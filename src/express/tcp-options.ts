/** The options of a TCP header that was captured whole, as wire/tcp-options.ts reads them. */
import { u8at } from './octets';
import { WITHOUT_OPTIONS } from './packet';

const END_OF_LIST: u32 = 0;
const NO_OPERATION: u32 = 1;
const SACK: u32 = 5;
const TIMESTAMPS: u32 = 8;
const TIMESTAMPS_LENGTH: u32 = 10;

/** What timestampsAmong() says where the header has SACK blocks too. */
export const WITH_SACK: usize = usize.MAX_VALUE;

/** Where the TSval of the last timestamps option lies in the header of so many octets, the TSecr behind it; 0: it has none. */
export function timestampsAmong(tcp: usize, header: u32): usize {
  const end = tcp + header;
  let found: usize = 0;
  for (let option = tcp + WITHOUT_OPTIONS; option < end; ) {
    const kind = u8at(option);
    if (kind == END_OF_LIST) return found;
    if (kind == NO_OPERATION) {
      option++;
      continue;
    }
    if (option + 1 >= end) return found;
    const length = u8at(option + 1);
    if (length < 2 || option + length > end) return found;
    if (kind == SACK) return WITH_SACK;
    if (kind == TIMESTAMPS && length == TIMESTAMPS_LENGTH) found = option + 2;
    option += length;
  }
  return found;
}
