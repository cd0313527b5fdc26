/**
 * Where the frames of a capture lie in its octets, for tests that take captures apart: little-endian pcap with record
 * headers of 16 octets, and little-endian pcapng of one section. Shares nothing with src/capture.
 */

/** A record or packet block with its headers: octets [start, end). */
export interface FrameSpan {
  start: number;
  end: number;
}

/** A pcapng block: octets [start, end). */
export interface BlockSpan extends FrameSpan {
  type: number;
}

export const SECTION_HEADER = 0x0a0d_0d0a;
export const INTERFACE_DESCRIPTION = 1;
export const INTERFACE_STATISTICS = 5;
export const ENHANCED_PACKET = 6;

/** The frames of a capture, in order. What lies before the first one is the header that every part needs. */
export function frameSpans(octets: Uint8Array): FrameSpan[] {
  if (isPcapng(octets)) return blockSpans(octets).filter(({ type }) => type === ENHANCED_PACKET);
  const view = viewOf(octets);
  const spans: FrameSpan[] = [];
  for (let start = 24; start < octets.length; ) {
    const end = start + 16 + view.getUint32(start + 8, true);
    spans.push({ start, end });
    start = end;
  }
  return spans;
}

/** The blocks of a pcapng capture, in order. */
export function blockSpans(octets: Uint8Array): BlockSpan[] {
  const view = viewOf(octets);
  const spans: BlockSpan[] = [];
  for (let start = 0; start < octets.length; ) {
    const end = start + view.getUint32(start + 4, true);
    spans.push({ start, end, type: view.getUint32(start, true) });
    start = end;
  }
  return spans;
}

/** Whether the capture is pcapng; a pcap otherwise. */
export function isPcapng(octets: Uint8Array): boolean {
  return viewOf(octets).getUint32(0) === SECTION_HEADER;
}

function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
}
