/** The hash of a flow: the same for both directions, of a segment, a packet and a row. It leaves out the scope. */
import type { Segment } from './segment.ts';

const WORD_1 = 0x27d4_eb2f;
const WORD_2 = 0x1656_67b1;
const FIRST_ROUND = 0x85eb_ca6b;
const SECOND_ROUND = 0xc2b2_ae35;
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
  return ofBoth(source, destination);
}

/** The hashes of two endpoints as that of their flow. */
export function ofBoth(source: number, destination: number): number {
  const hash = Math.imul((source + destination) | 0, 0x9e37_79b1);
  return hash ^ (hash >>> 15);
}

/** Multiply-xorshift rounds; the multipliers are those of MurmurHash3's finalizer. */
export function endpointHash(
  word0: number,
  word1: number,
  word2: number,
  word3: number,
  port: number,
): number {
  const hash = Math.imul(word3 ^ Math.imul(word2, WORD_2) ^ Math.imul(word1, WORD_1) ^ word0, FIRST_ROUND);
  return finish(hash, port);
}

function finish(address: number, port: number): number {
  const hash = Math.imul(address ^ (address >>> 13) ^ port, SECOND_ROUND);
  return hash ^ (hash >>> 16);
}
