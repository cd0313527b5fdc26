/** Decodes one packet for a test: the outcome, and the Segment that it filled. */
import { decodeFrame } from '../../src/wire/frame.ts';
import type { Outcome } from '../../src/wire/outcome.ts';
import { Segment } from '../../src/wire/segment.ts';

export interface Decoded {
  outcome: Outcome;
  segment: Segment;
}

/**
 * Decodes `octets`, of which a capture kept the first `captured`. Around them lie octets that no decoder may read: where
 * one does, the result of two different surroundings differs, and this throws.
 */
export function decode(
  linkType: number,
  octets: Uint8Array,
  {
    captured = octets.length,
    originalLength = octets.length,
  }: { captured?: number; originalLength?: number } = {},
): Decoded {
  const first = decodeAmid(0x00, linkType, octets.subarray(0, captured), originalLength);
  const second = decodeAmid(0xff, linkType, octets.subarray(0, captured), originalLength);
  if (JSON.stringify(first) !== JSON.stringify(second))
    throw new Error('octets outside of the frame were read');
  return first;
}

function decodeAmid(filling: number, linkType: number, octets: Uint8Array, originalLength: number): Decoded {
  const margin = 64;
  const surroundings = new Uint8Array(octets.length + 2 * margin).fill(filling);
  surroundings.set(octets, margin);
  const segment = new Segment();
  const view = new DataView(surroundings.buffer);
  const outcome = decodeFrame(linkType, view, margin, margin + octets.length, originalLength, segment);
  // After any other outcome nothing in the Segment may be believed, so it need not be the same.
  return outcome <= 1 ? { outcome, segment } : { outcome, segment: new Segment() };
}
