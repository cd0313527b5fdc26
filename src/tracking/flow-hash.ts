/** The hash of a flow: the same for both directions, of a segment as of a row. It leaves out the scope. */
import type { Segment } from '../wire/segment.ts';
import { KEY_ORIGINATOR, KEY_ORIGINATOR_PORT, KEY_RESPONDER, KEY_RESPONDER_PORT } from './rows.ts';

/** The sum of both endpoints' hashes: the same for either direction. For Segment.flowHash. */
export function flowHash(segment: Segment): number {
  const source = endpointHash(
    segment.source0,
    segment.source1,
    segment.source2,
    segment.source3,
    segment.sourcePort,
  );
  const destination = endpointHash(
    segment.destination0,
    segment.destination1,
    segment.destination2,
    segment.destination3,
    segment.destinationPort,
  );
  return mixed(source, destination);
}

/** The same of the row at `at`. */
export function rowHash(page: DataView, at: number): number {
  return mixed(
    keyHash(page, at + KEY_ORIGINATOR, at + KEY_ORIGINATOR_PORT),
    keyHash(page, at + KEY_RESPONDER, at + KEY_RESPONDER_PORT),
  );
}

function keyHash(page: DataView, address: number, port: number): number {
  return endpointHash(
    page.getInt32(address, true),
    page.getInt32(address + 4, true),
    page.getInt32(address + 8, true),
    page.getInt32(address + 12, true),
    page.getUint16(port, true),
  );
}

function mixed(source: number, destination: number): number {
  const hash = Math.imul((source + destination) | 0, 0x9e37_79b1);
  return hash ^ (hash >>> 15);
}

/** Multiply-xorshift rounds; the multipliers are those of MurmurHash3's finalizer. */
function endpointHash(word0: number, word1: number, word2: number, word3: number, port: number): number {
  let hash = Math.imul(
    word3 ^ Math.imul(word2, 0x1656_67b1) ^ Math.imul(word1, 0x27d4_eb2f) ^ word0,
    0x85eb_ca6b,
  );
  hash = Math.imul(hash ^ (hash >>> 13) ^ port, 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}
