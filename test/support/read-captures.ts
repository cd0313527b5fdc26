/**
 * Reads whole captures through src/capture, frame by frame, into values that tests compare.
 */
import { Epoch } from '../../src/capture/epoch.ts';
import { openCaptures } from '../../src/capture/open.ts';
import type { CaptureFacts, CaptureReader } from '../../src/capture/reader.ts';

/** One frame as a reader gave it. */
export interface ReadFrame {
  frame: number;
  /** Nanoseconds since 1970; null where the record has no time. */
  moment: bigint | null;
  octets: Uint8Array;
  originalLength: number;
  linkType: number;
}

/** A capture that was read to its end. */
export interface ReadCapture {
  facts: CaptureFacts;
  frames: ReadFrame[];
}

/** Captures that are not text, in the order of their timeline. */
export async function openFrames(
  paths: readonly string[],
  options: { stdin?: AsyncIterable<Uint8Array>; epoch: Epoch },
): Promise<CaptureReader[]> {
  const readers = await openCaptures(paths, options);
  return readers.map((reader) => {
    if (!('view' in reader)) throw new Error(`${reader.facts.path} is text`);
    return reader;
  });
}

/** Reads the captures of one timeline, in its order. */
export async function readCaptures(
  paths: readonly string[],
  stdin?: AsyncIterable<Uint8Array>,
): Promise<ReadCapture[]> {
  const epoch = new Epoch();
  const readers = await openFrames(paths, stdin === undefined ? { epoch } : { epoch, stdin });
  const captures: ReadCapture[] = [];
  for (const reader of readers) {
    captures.push({ frames: await readFrames(reader, epoch), facts: reader.facts });
  }
  return captures;
}

/** Reads a capture that is in memory, as if it came on standard input in blocks of `blockOctets`. */
export async function readOctets(octets: Uint8Array, blockOctets = 65_536): Promise<ReadCapture> {
  const [capture] = await readCaptures(['-'], inBlocks(octets, blockOctets));
  if (capture === undefined) throw new Error('no capture was opened');
  return capture;
}

/** Octets in blocks, as a stream gives them. */
export async function* inBlocks(octets: Uint8Array, blockOctets: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < octets.length; at += blockOctets) yield octets.slice(at, at + blockOctets);
}

async function readFrames(reader: CaptureReader, epoch: Epoch): Promise<ReadFrame[]> {
  const frames: ReadFrame[] = [];
  while (await reader.fill()) {
    while (reader.next()) {
      const { frame, start, end, originalLength, linkType, view } = reader;
      const moment = reader.timed ? (epoch.base ?? 0n) + BigInt(Math.round(reader.time)) : null;
      frames.push({
        frame,
        moment,
        octets: new Uint8Array(view.buffer.slice(view.byteOffset + start, view.byteOffset + end)),
        originalLength,
        linkType,
      });
    }
  }
  await reader.close();
  return frames;
}
