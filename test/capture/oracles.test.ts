/**
 * Every capture at hand, read by us and by independent readers: Wireshark's, frame by frame, and the npm package
 * pcap-parser, octet by octet, for the classic microsecond captures that it knows.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'pcap-parser';

import type { ReadFrame } from '../support/read-captures.ts';
import { readCaptures } from '../support/read-captures.ts';

const FOLDERS = ['../../fixtures/', '../../../shared/captures/', '../../../shared/public/'];
const captures = FOLDERS.flatMap(findCaptures);
const none = captures.length === 0 && 'no captures are here: neither fixtures/ nor ../shared holds any';
const tshark = await run('tshark', ['--version']).then(
  () => none,
  () => 'tshark is not installed',
);

describe('an independent reader gives the same frames', { concurrency: 2 }, () => {
  it('Wireshark: number, time and both lengths', { skip: tshark, concurrency: 2 }, async (test) => {
    const tests = captures.map(({ name, path }) =>
      test.test(name, async () => {
        const [capture] = await readCaptures([path]);
        assert.deepEqual(
          capture?.frames.map((frame, _, all) => describeFrame(frame, isFar(frame, all))),
          await readWithTshark(path, capture?.frames ?? []),
        );
      }),
    );
    await Promise.all(tests);
  });

  it('pcap-parser: time, original length and octets', { skip: none }, async (test) => {
    for (const { name, path } of captures.filter(isClassic)) {
      await test.test(name, async () => {
        const [capture] = await readCaptures([path]);
        const ours = capture?.frames.map(({ moment, originalLength, octets }) => ({
          moment: ((moment ?? 0n) + 500n) / 1000n,
          originalLength,
          octets: Buffer.from(octets).toString('hex'),
        }));
        assert.deepEqual(ours, await readWithPcapParser(path));
      });
    }
  });
});

interface CaptureAtHand {
  name: string;
  path: string;
}

function findCaptures(folder: string): CaptureAtHand[] {
  const root = fileURLToPath(new URL(folder, import.meta.url));
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(pcap|pcapng|cap)$/.test(name))
    .map((name) => ({ name, path: `${root}${name}` }));
}

/** pcap-parser reads no other magic. */
function isClassic({ path }: CaptureAtHand): boolean {
  const magic = readFileSync(path).subarray(0, 4).toString('hex');
  return magic === 'd4c3b2a1' || magic === 'a1b2c3d4';
}

/** Farther than 104 days from the first frame a float holds no single nanoseconds (src/capture/epoch.ts). */
function isFar({ moment }: ReadFrame, all: readonly ReadFrame[]): boolean {
  const first = all.find((frame) => frame.moment !== null)?.moment ?? 0n;
  return moment !== null && Math.abs(Number(moment - first)) > 2 ** 53;
}

/** A record without a packet has lengths of its own in tshark. */
function describeFrame({ frame, moment, originalLength, octets, linkType }: ReadFrame, far: boolean): string {
  const lengths = linkType === -1 ? 'no packet' : `${originalLength} ${octets.length}`;
  return `${frame} ${describeTime(moment, far)} ${lengths}`;
}

function describeTime(moment: bigint | null, far: boolean): string {
  if (moment === null) return 'no time';
  return far ? `${(moment + 500n) / 1000n} us` : `${moment} ns`;
}

async function readWithTshark(path: string, ours: readonly ReadFrame[]): Promise<string[]> {
  const fields = ['frame.number', 'frame.time_epoch', 'frame.len', 'frame.cap_len'].flatMap((field) => [
    '-e',
    field,
  ]);
  // A capture that is cut short ends in status 2, after all that could be read.
  const printed = await run('tshark', ['-n', '-r', path, '-T', 'fields', ...fields]);
  return printed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [number = '', time, length, captured] = line.split('\t');
      const frame = ours[Number(number) - 1];
      const lengths = frame?.linkType === -1 ? 'no packet' : `${length} ${captured}`;
      const moment = time ? BigInt(time.replace('.', '')) : null;
      return `${number} ${describeTime(moment, frame !== undefined && isFar(frame, ours))} ${lengths}`;
    });
}

function run(command: string, commandArguments: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: 2 ** 28, cwd: dirname(fileURLToPath(import.meta.url)) };
    execFile(command, commandArguments, options, (error, stdout) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve(stdout);
    });
  });
}

interface ParsedFrame {
  /** Microseconds since 1970. */
  moment: bigint;
  originalLength: number;
  octets: string;
}

function readWithPcapParser(path: string): Promise<ParsedFrame[]> {
  return new Promise((resolve, reject) => {
    const frames: ParsedFrame[] = [];
    parse(path)
      .on('packet', ({ header, data }) =>
        frames.push({
          moment: BigInt(header.timestampSeconds) * 1_000_000n + BigInt(header.timestampMicroseconds),
          originalLength: header.originalLength,
          octets: data.toString('hex'),
        }),
      )
      .on('error', reject)
      .on('end', () => resolve(frames));
  });
}
