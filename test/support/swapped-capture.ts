/**
 * A capture in the other byte order: every number of the capture format is turned round, packets and strings stay as
 * they are. From draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng; of pcapng the blocks that the fixtures hold.
 */
import {
  blockSpans,
  ENHANCED_PACKET,
  frameSpans,
  INTERFACE_DESCRIPTION,
  INTERFACE_STATISTICS,
  isPcapng,
  SECTION_HEADER,
} from './capture-layout.ts';

/** The same capture, big-endian; `octets` is little-endian. */
export function swappedCapture(octets: Uint8Array): Uint8Array {
  return isPcapng(octets) ? swappedPcapng(octets) : swappedPcap(octets);
}

function swappedPcap(octets: Uint8Array): Uint8Array {
  const swapped = octets.slice();
  turn(swapped, 0, 4, 2, 2, 4, 4, 4, 4);
  for (const { start } of frameSpans(octets)) turn(swapped, start, 4, 4, 4, 4);
  return swapped;
}

/** By block type: the lengths of the numbers at the front of its body. */
const FIXED_FIELDS: Readonly<Record<number, readonly number[]>> = {
  [SECTION_HEADER]: [4, 2, 2, 8],
  [INTERFACE_DESCRIPTION]: [2, 2, 4],
  [INTERFACE_STATISTICS]: [4, 4, 4],
  [ENHANCED_PACKET]: [4, 4, 4, 4, 4],
};

/** By block type: what numbers an option's value is made of. Other values are octets or text. */
const NUMERIC_OPTIONS: Readonly<Record<number, Readonly<Record<number, readonly number[]>>>> = {
  [SECTION_HEADER]: {},
  // if_speed, if_tsoffset, if_txspeed, if_rxspeed.
  [INTERFACE_DESCRIPTION]: { 8: [8], 14: [8], 16: [8], 17: [8] },
  // isb_starttime and isb_endtime have two halves, the counters are whole.
  [INTERFACE_STATISTICS]: { 2: [4, 4], 3: [4, 4], 4: [8], 5: [8], 6: [8], 7: [8], 8: [8] },
  // epb_flags, epb_dropcount, epb_packetid, epb_queue.
  [ENHANCED_PACKET]: { 2: [4], 4: [8], 5: [8], 6: [4] },
};

function swappedPcapng(octets: Uint8Array): Uint8Array {
  const swapped = octets.slice();
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  for (const { start, end, type } of blockSpans(octets)) {
    const fields = FIXED_FIELDS[type];
    const numeric = NUMERIC_OPTIONS[type];
    if (fields === undefined || numeric === undefined)
      throw new Error(`no fixture held a block of type ${type} before: say what its numbers are`);
    turn(swapped, start, 4, 4, ...fields);
    turn(swapped, end - 4, 4);
    const body = start + 8 + fields.reduce((sum, length) => sum + length, 0);
    const packet = type === ENHANCED_PACKET ? (view.getUint32(start + 20, true) + 3) & ~3 : 0;
    for (let at = body + packet; at < end - 4; ) {
      const length = view.getUint16(at + 2, true);
      turn(swapped, at, 2, 2, ...(numeric[view.getUint16(at, true)] ?? []));
      at += 4 + ((length + 3) & ~3);
    }
  }
  return swapped;
}

/** Turns round numbers of these lengths, one after the other. */
function turn(octets: Uint8Array, start: number, ...lengths: readonly number[]): void {
  let at = start;
  for (const length of lengths) {
    octets.subarray(at, at + length).reverse();
    at += length;
  }
}
