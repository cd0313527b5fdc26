/** zstd frames (RFC 8878 §3.1.1) written by hand, without compression: raw blocks, and one octet repeated. */
import { concatenate } from './captures.ts';

/** Octets in frames of raw blocks. */
export function zstdRaw(octets: Uint8Array): Uint8Array {
  const blocks: Uint8Array[] = [FRAME_HEADER];
  for (let at = 0; at === 0 || at < octets.length; at += MOST) {
    const part = octets.subarray(at, at + MOST);
    blocks.push(blockHeader(part.length, 0, at + MOST >= octets.length), part);
  }
  return concatenate(blocks);
}

/** A frame that holds `octet` so many times 128 KiB: a bomb of four octets each. */
export function zstdRepeated(octet: number, times: number): Uint8Array {
  const block = concatenate([blockHeader(MOST, 1, false), Uint8Array.of(octet)]);
  const frame = new Uint8Array(FRAME_HEADER.length + block.length * times + 3);
  frame.set(FRAME_HEADER);
  for (let at = 0; at < times; at++) frame.set(block, FRAME_HEADER.length + at * block.length);
  frame.set(blockHeader(0, 0, true), frame.length - 3);
  return frame;
}

/** §3.1.1.2.4 */
const MOST = 128 * 1024;

/** The magic, no checksum and no content size, a window of 1 MiB (§3.1.1.1). */
const FRAME_HEADER = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 10 << 3);

/** §3.1.1.2: last, type (0 raw, 1 repeated), size. */
function blockHeader(size: number, type: 0 | 1, isLast: boolean): Uint8Array {
  const header = (size << 3) | (type << 1) | (isLast ? 1 : 0);
  return Uint8Array.of(header, header >>> 8, header >>> 16);
}
