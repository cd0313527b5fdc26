/**
 * Parts of captures: fixtures cut short at every octet, ended at every frame, and begun at every frame. What is
 * left must be read to its last frame, and must be told as it was as far as it still shows it.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { analyze, type EventRecord, events, KeepscopeError, type Report } from '../../src/index.ts';
import { blockSpans, type FrameSpan, frameSpans, isPcapng } from '../support/capture-layout.ts';
import { ALL_FIXTURES, FIXTURES, type Fixture, type ProbeTruth } from '../support/fixtures.ts';
import { inBlocks } from '../support/read-captures.ts';

/** Each of them takes seconds: of the lab's only one with ICMP errors, which the others have not. */
const CUT_AT_EVERY_OCTET = ALL_FIXTURES.filter(
  (fixture) => FIXTURES.includes(fixture) || fixture.name === 'lab/unreachable',
);

describe('a capture that is cut short', () => {
  for (const { name, octets } of CUT_AT_EVERY_OCTET) {
    it(`${name}: at every octet, the frames before the cut are read, and the cut is told`, async () => {
      const frames = frameSpans(octets);
      const header = frames[0]?.start ?? 0;
      const ends = new Set(
        (isPcapng(octets) ? blockSpans(octets) : frames).map(({ end }) => end).concat(header),
      );
      for (const cut of cutPositions(octets, frames)) {
        const report = await readOrRefuse(octets.subarray(0, cut));
        assert.ok(report !== null || cut < header, `refused at octet ${cut}`);
        const [capture] = report?.captures ?? [];
        if (capture === undefined) continue;
        assert.equal(capture.frames, frames.filter(({ end }) => end <= cut).length, `at octet ${cut}`);
        assert.equal(capture.complete, ends.has(cut), `at octet ${cut}`);
      }
    });
  }
});

describe('a capture that ended earlier', () => {
  for (const { name, octets, truth } of ALL_FIXTURES) {
    it(`${name}: after every frame, the probes until then are known, with the answers that came`, async () => {
      const frames = frameSpans(octets);
      for (const [index, { end }] of frames.entries()) {
        const last = index + 1;
        const { connections } = await analyzeOctets(octets.subarray(0, end));
        const probes = truth.flows.flatMap((flow) => flow.probe_details).filter(({ frame }) => frame <= last);
        const told = connections.flatMap(({ exchanges, windowProbes }) => [...windowProbes, ...exchanges]);
        assert.deepEqual(
          told.map(({ frame, answerFrame }) => `${frame}: ${answerFrame}`),
          probes
            .filter((probe) => isKnowable(probe, last, truth.capture.starts_mid_connection))
            .map(({ frame, answer_frame }) => {
              const hasAnswer = answer_frame !== null && answer_frame <= last;
              return `${frame}: ${hasAnswer ? answer_frame : null}`;
            }),
          `ended with frame ${last}`,
        );
      }
    });
  }
});

describe('a capture that began later', () => {
  for (const fixture of ALL_FIXTURES) {
    it(`${fixture.name}: from every frame on, no probe is lost and none is invented`, async () => {
      const frames = frameSpans(fixture.octets);
      for (let dropped = 1; dropped < frames.length; dropped++) {
        const probes = await probesWithout(fixture, frames, dropped);
        assert.deepEqual(probes, probesFrom(fixture, dropped), `without the first ${dropped} frames`);
      }
    });
  }
});

/**
 * Every octet; of the larger pcap captures every octet of what begins and ends a frame, and every 13th of the packets, of
 * which a cut leaves nothing that is read.
 */
function* cutPositions(octets: Uint8Array, frames: readonly FrameSpan[]): Generator<number> {
  const { length } = octets;
  const isLarge = length > LARGE_OCTETS && !isPcapng(octets);
  for (let cut = 0, index = 0; cut <= length; cut++) {
    while ((frames[index]?.end ?? length) < cut) index++;
    const { start = 0, end = length } = frames[index] ?? {};
    if (!isLarge || cut - start <= 17 || end - cut <= 4 || cut % 13 === 0) yield cut;
  }
}

/** Above this, every octet takes too long: ten thousand runs are 10 s. */
const LARGE_OCTETS = 3000;

/** Null where the header cannot be read. */
async function readOrRefuse(octets: Uint8Array): Promise<Report | null> {
  try {
    return await analyzeOctets(octets);
  } catch (error) {
    if (error instanceof KeepscopeError && /^(not-a|empty)-capture$/.test(error.code)) return null;
    throw error;
  }
}

function analyzeOctets(octets: Uint8Array): Promise<Report> {
  return analyze('-', { stdin: inBlocks(octets, 65_536) });
}

/** The first probe of a capture that began mid-idle looks like any ACK until something comes after it. */
function isKnowable({ frame }: ProbeTruth, last: number, midstream: boolean): boolean {
  return !midstream || frame > 1 || last > 1;
}

/** The frames that are told to be probes, numbered as in the whole capture; what hindsight decides is told later. */
async function probesWithout(
  { octets }: Fixture,
  frames: readonly FrameSpan[],
  dropped: number,
): Promise<number[]> {
  const header = octets.subarray(0, frames[0]?.start);
  const stdin = inBlocks(Buffer.concat([header, octets.subarray(frames[dropped]?.start)]), 65_536);
  const records: EventRecord[] = [];
  for await (const record of events('-', { stdin })) records.push(record);
  return records
    .filter(({ kind }) => kind === 'probe')
    .map(({ frame }) => frame + dropped)
    .sort((one, other) => one - other);
}

/** Where the original is gone, its copy is the probe. */
function probesFrom({ truth }: Fixture, dropped: number): number[] {
  return truth.flows
    .flatMap((flow) => flow.probe_details)
    .filter(({ kind }) => kind === 'keepalive')
    .map(({ frame, copies = [] }) => [frame, ...copies].find((captured) => captured > dropped))
    .filter((frame) => frame !== undefined)
    .sort((one, other) => one - other);
}
