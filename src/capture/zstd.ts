/**
 * zstd (RFC 8878), any number of frames. The frames and blocks are walked here and decompressed frame by frame: Node's
 * own stream ends silently after the first frame (24.21), and the package that serves older Nodes believes any window
 * size. So a window is checked before it is allocated, and where the input was cut is known exactly.
 */
import type { Transform } from 'node:stream';
import type { ZlibOptions } from 'node:zlib';

import { ChunkSource, OctetFault, type OctetSource } from './octet-source.ts';
import { OctetWindow } from './octet-window.ts';
import { pump, TRANSFORM_OPTIONS } from './transform-pump.ts';

/** The plain octets of all zstd frames in `raw`; skippable frames are skipped. */
export async function* inflateZstd(raw: OctetSource): AsyncGenerator<Uint8Array> {
  const inflateFrame = await findInflater();
  const window = new OctetWindow(raw, { capacity: 256 * 1024 });
  let allocated = 0;
  while (await findFrame(window)) {
    const header = await takeFrameHeader(window);
    allocated += header.windowOctets;
    if (allocated > WINDOWS_AT_FIRST + WINDOWS_PER_OCTET * raw.octetsRead)
      throw new OctetFault('broken-compression');
    yield* inflateFrame(takeFrame(window, header.octets));
  }
  if (window.fault !== null) throw new OctetFault(window.fault, { cause: window.cause });
}

/** Decompresses one frame, given in portions. */
type Inflater = (frame: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

/** Node has zstd of its own from 22.15 and 23.8 on, and it is some times faster than the package. */
async function findInflater(): Promise<Inflater> {
  const zlib: object = await import('node:zlib');
  if (hasZstd(zlib)) {
    return (frame) => pump(new ChunkSource(frame), zlib.createZstdDecompress(TRANSFORM_OPTIONS));
  }
  const { Decompress } = await import('fzstd');
  return async function* (frame) {
    const plain: Uint8Array[] = [];
    const decompress = new Decompress((chunk) => plain.push(chunk));
    const push = (octets: Uint8Array, isLast: boolean): void => {
      try {
        decompress.push(octets, isLast);
      } catch (cause) {
        throw new OctetFault('broken-compression', { cause });
      }
    };
    for await (const octets of frame) {
      push(octets, false);
      yield* plain.splice(0);
    }
    // A frame of less than 18 octets is held back until it is known to be all.
    push(new Uint8Array(0), true);
    yield* plain;
  };
}

function hasZstd(zlib: object): zlib is { createZstdDecompress: (options: ZlibOptions) => Transform } {
  return 'createZstdDecompress' in zlib;
}

/** Goes to the next frame that holds content. False at the end. */
async function findFrame(window: OctetWindow): Promise<boolean> {
  while (await window.demand(1)) {
    await ensure(window, 8);
    const magic = window.view.getUint32(window.start, true);
    if (magic === ZSTD_MAGIC) return true;
    if (magic >>> 4 !== SKIPPABLE_MAGIC) throw new OctetFault('broken-compression');
    await discard(window, 8 + window.view.getUint32(window.start + 4, true));
  }
  return false;
}

/** RFC 8878 §3.1.1: the header of a frame, then its blocks one by one; the checksum goes with the last. */
async function* takeFrame(window: OctetWindow, frameHeader: Uint8Array): AsyncGenerator<Uint8Array> {
  const checksumOctets = ((frameHeader[4] ?? 0) & 0x04) === 0 ? 0 : 4;
  yield frameHeader;
  for (let isLast = false; !isLast; ) {
    await ensure(window, 3);
    const header = window.view.getUint16(window.start, true) | (window.view.getUint8(window.start + 2) << 16);
    isLast = (header & 1) === 1;
    yield await take(window, blockOctets(header) + (isLast ? checksumOctets : 0));
  }
}

/** RFC 8878 §3.1.1 and, without its last four bits, §3.1.2. */
const ZSTD_MAGIC = 0xfd2f_b528;
const SKIPPABLE_MAGIC = 0x0184_d2a5;

/** RFC 8878 §3.1.1.1.2 lets a decoder refuse larger ones; so does the zstd command without --long. */
const MAX_WINDOW_OCTETS = 128 * 1024 * 1024;

/** RFC 8878 §3.1.1.2.4. */
const MAX_BLOCK_OCTETS = 128 * 1024;

/**
 * What all windows together may take, so that thousands of frames without content, of nine octets each, do not make a
 * decompressor clear 128 MiB for every one of them.
 */
const WINDOWS_AT_FIRST = 1024 * 1024 * 1024;
const WINDOWS_PER_OCTET = 65_536;

/** RFC 8878 §3.1.1.1: descriptor, window descriptor, dictionary, content size. */
async function takeFrameHeader(window: OctetWindow): Promise<{ octets: Uint8Array; windowOctets: number }> {
  const descriptor = window.view.getUint8(window.start + 4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeOctets = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6] ?? 0;
  const needsDictionary = (descriptor & 0x03) !== 0;
  const header = await take(window, 5 + (isSingleSegment ? 0 : 1) + sizeOctets);
  const octets = isSingleSegment ? littleEndian(header.subarray(5)) : windowOctets(header[5] ?? 0);
  if (needsDictionary || octets > MAX_WINDOW_OCTETS) throw new OctetFault('broken-compression');
  return { octets: header, windowOctets: octets };
}

/** RFC 8878 §3.1.1.1.2. */
function windowOctets(descriptor: number): number {
  return 2 ** (10 + (descriptor >>> 3)) * (1 + (descriptor & 0x07) / 8);
}

function littleEndian(octets: Uint8Array): number {
  return octets.reduceRight((value, octet) => value * 256 + octet, 0);
}

/** RFC 8878 §3.1.1.2: the header's own three octets, and one octet that is repeated (type 1) or what the size says. */
function blockOctets(header: number): number {
  const size = header >>> 3;
  if (size > MAX_BLOCK_OCTETS) throw new OctetFault('broken-compression');
  return 3 + (((header >>> 1) & 3) === 1 ? 1 : size);
}

async function ensure(window: OctetWindow, octets: number): Promise<void> {
  if (await window.demand(octets)) return;
  throw new OctetFault(window.fault ?? 'capture-cut-short', { cause: window.cause });
}

/** A copy that is not shared: the decompressor keeps parts of what it is given, and the window moves on. */
async function take(window: OctetWindow, octets: number): Promise<Uint8Array> {
  await ensure(window, octets);
  const { buffer, byteOffset } = window.view;
  const taken = new Uint8Array(buffer, byteOffset + window.start, octets).slice();
  window.start += octets;
  return taken;
}

async function discard(window: OctetWindow, octets: number): Promise<void> {
  for (let left = octets; left > 0; ) {
    await ensure(window, 1);
    const step = Math.min(left, window.end - window.start);
    window.start += step;
    left -= step;
  }
}
