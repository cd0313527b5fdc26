/**
 * One frame's octets -> the TCP segment in it.
 *
 * Contract: nothing is thrown, allocated or kept between frames; every read lies in [start, end); every frame comes to
 * exactly one Outcome, after a bounded number of headers. Requires [start, end) to lie inside the view.
 */
import { decodeLayers } from './layers.ts';
import { Outcome } from './outcome.ts';
import { plainPacket, plainScope } from './plain-frame.ts';
import { decodePlain } from './plain-segment.ts';
import type { Segment } from './segment.ts';

/** Decodes the frame in [start, end) of the view, which had `originalLength` octets on the wire. */
export function decodeFrame(
  linkType: number,
  view: DataView,
  start: number,
  end: number,
  originalLength: number,
  segment: Segment,
): Outcome {
  const packet = plainPacket(linkType, view, start, end, originalLength);
  if (packet < 0) return decodeLayers(linkType, view, start, end, originalLength, segment);
  decodePlain(view, packet, end, plainScope(linkType, view, start, packet), segment);
  return Outcome.Segment;
}
