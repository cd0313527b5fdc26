/** A pcap read in two ways: frame by frame by its reader, and by express/ as inspection.ts does it. */
import assert from 'node:assert/strict';
import type { BlockMemory } from '../../src/capture/block-memory.ts';
import { Epoch } from '../../src/capture/epoch.ts';
import { FrameBatch } from '../../src/capture/frame-batch.ts';
import { ChunkSource } from '../../src/capture/octet-source.ts';
import { PcapReader, readPcapHeader } from '../../src/capture/pcap.ts';
import type { CaptureFacts } from '../../src/capture/reader.ts';
import { Express } from '../../src/sharding/express.ts';
import { Shard } from '../../src/sharding/shard.ts';
import { EVERYTHING } from '../../src/sharding/share.ts';
import { BatchesInArena, type BatchFrame, framesOf } from '../support/frame-batches.ts';
import { inBlocks } from '../support/read-captures.ts';

/** Seconds. */
export const DAY = 86_400;

/** The numbers of a record header as they stand there; the frame has `length` octets, whatever the header says. */
export interface Entry {
  seconds: number;
  fraction: number;
  length: number;
  captured?: number;
  original?: number;
}

export interface Form {
  magic: number;
  littleEndian: boolean;
  linkType?: number;
}

export const MAGICS = { microseconds: 0xa1b2_c3d4, nanoseconds: 0xa1b2_3c4d, modified: 0xa1b2_cd34 };
export const FORMS: readonly Form[] = Object.values(MAGICS).flatMap((magic) =>
  [true, false].map((littleEndian) => ({ magic, littleEndian })),
);

export function pcapOf({ magic, littleEndian, linkType = 1 }: Form, entries: readonly Entry[]): Uint8Array {
  const header = magic === MAGICS.modified ? 24 : 16;
  const octets = new Uint8Array(entries.reduce((sum, { length }) => sum + header + length, 24)).fill(0xa5);
  const view = new DataView(octets.buffer);
  const put = (at: number, ...numbers: number[]): void => {
    for (const [place, number] of numbers.entries()) view.setUint32(at + 4 * place, number, littleEndian);
  };
  put(0, magic, 0, 0, 0, 96, linkType);
  let at = 24;
  for (const { seconds, fraction, length, captured = length, original = captured } of entries) {
    put(at, seconds, fraction, captured, original);
    at += header + length;
  }
  return octets;
}

export interface Reading {
  frames: Required<BatchFrame>[];
  facts: CaptureFacts;
  /** The reader's own numbers after each block: frame and time. */
  after: number[][];
  /** Frames that express/ stepped over. */
  stepped: number;
}

export interface Blocks {
  capacity: number;
  chunk: number;
}

export function readerOf(octets: Uint8Array, { capacity, chunk }: Blocks): PcapReader {
  const header = readPcapHeader(new DataView(octets.buffer, octets.byteOffset, octets.byteLength));
  assert.ok(header !== null);
  const facts: CaptureFacts = {
    path: '-',
    format: 'pcap',
    compression: null,
    linkTypes: [],
    dropped: null,
    complete: true,
    anomalies: [],
    octetsRead: 0,
    octetsTotal: null,
  };
  // Of an earlier capture of the timeline.
  const epoch = new Epoch();
  epoch.base = 999_999_999n;
  return new PcapReader(new ChunkSource(inBlocks(octets, chunk)), header, facts, epoch, {
    capacity,
    memory: blocksInArena,
  });
}

export async function frameByFrame(octets: Uint8Array, blocks: Blocks): Promise<Reading> {
  const reader = readerOf(octets, blocks);
  const reading: Reading = { frames: [], facts: reader.facts, after: [], stepped: 0 };
  const batch = new FrameBatch();
  while (await reader.fill()) {
    while (reader.next()) {
      batch.count = 0;
      batch.view = reader.view;
      batch.add(reader);
      reading.frames.push(...framesOf(batch));
    }
    reading.after.push([reader.frame, reader.time]);
  }
  return reading;
}

const shard = new Shard({ exchanges: 100, held: 100 }, null);
const { arena } = shard.tracker;
export const express: Express = new Express(shard, EVERYTHING);
/** Where express/ sees frames. */
export const batches: BatchesInArena = new BatchesInArena(arena);
/** Not one octet more than is wanted: both readings are to get the same at once. */
const blocksInArena: BlockMemory = {
  fillsAtOnce: false,
  lend(octets) {
    const at = arena.allocate(octets);
    return new Uint8Array(arena.buffer, at, octets);
  },
  takeBack: ({ byteOffset, length }) => arena.release(byteOffset, Math.ceil(length / 4096) * 4096),
};

export async function stepped(octets: Uint8Array, blocks: Blocks): Promise<Reading> {
  const reader = readerOf(octets, blocks);
  const reading: Reading = { frames: [], facts: reader.facts, after: [], stepped: 0 };
  // What other frames have left there must not stay.
  const batch = batches.batchOf([{ time: 1, octets: new Uint8Array(99), linkType: 9, untimed: true }]);
  express.glance(batch);
  while (await reader.fill()) {
    for (let more = true; more; ) {
      for (let run = reader.records(); run !== null; run = reader.records()) {
        const count = express.step(run, batch);
        assert.equal(batch.count, count);
        if (count === 0) break;
        assert.equal(run.isSteady, isSteady(batch));
        reading.frames.push(...framesOf(batch));
        reading.stepped += count;
        reader.follow(run, batch);
      }
      more = reader.take(batch);
      reading.frames.push(...framesOf(batch));
    }
    reading.after.push([reader.frame, reader.time]);
  }
  return reading;
}

function isSteady({ count, times }: FrameBatch): boolean {
  const paces = [...times.subarray(1, count)].map((time, place) => time - (times[place] ?? 0));
  return paces.every((pace) => pace >= 0 && pace <= DAY * 1e9);
}
