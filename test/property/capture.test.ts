/**
 * One capture in many forms: in the other byte order, compressed, as a stream in blocks of any size, and in two files
 * given in either order. The report must be the same but for what names the form.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';

import {
  analyze,
  type ConnectionReport,
  type Evidence,
  type ExchangeReport,
  type Report,
} from '../../src/index.ts';
import { frameSpans } from '../support/capture-layout.ts';
import { ALL_FIXTURES, type Fixture } from '../support/fixtures.ts';
import { oracle } from '../support/oracle.ts';
import { inBlocks } from '../support/read-captures.ts';
import { swappedCapture } from '../support/swapped-capture.ts';

describe('the report does not depend on the form of the capture', () => {
  for (const { name, file, octets } of ALL_FIXTURES) {
    it(`${name}: standard input, in blocks of any size`, async () => {
      const expected = withoutPath(await analyze(file));
      for (const block of [1, 7, 64, 4096])
        assert.deepEqual(withoutPath(await analyzeOctets(octets, block)), expected, `blocks of ${block}`);
    });

    it(`${name}: the other byte order`, async () => {
      const expected = withoutPath(await analyze(file));
      assert.deepEqual(withoutPath(await analyzeOctets(swappedCapture(octets))), expected);
    });

    it(`${name}: gzip`, async () => {
      const expected = withCompression(withoutPath(await analyze(file)), 'gzip');
      assert.deepEqual(withoutPath(await analyzeOctets(gzipSync(octets))), expected);
    });

    it(`${name}: zstd`, { skip: oracle('zstd').skip }, async () => {
      const compressed = execFileSync('zstd', ['-q', '-c'], { input: octets });
      const expected = withCompression(withoutPath(await analyze(file)), 'zstd');
      assert.deepEqual(withoutPath(await analyzeOctets(compressed)), expected);
    });
  }
});

describe('two files of one capture are one timeline, whichever is named first', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'keepscope-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const fixture of ALL_FIXTURES) {
    it(`${fixture.name}: divided after any frame`, async () => {
      const whole = await analyze(fixture.file);
      const last = whole.captures[0]?.frames ?? 0;
      const paths = [join(folder, 'first'), join(folder, 'second')] as const;
      for (let inFirst = 1; inFirst < last; inFirst++) {
        const halves = divide(fixture, inFirst);
        writeFileSync(paths[0], halves[0]);
        writeFileSync(paths[1], halves[1]);
        const named = inFirst % 2 === 0 ? paths : paths.toReversed();
        const parts = await analyze(named);
        assert.deepEqual(
          parts.connections,
          whole.connections.map((connection) => inParts(connection, inFirst)),
          `after frame ${inFirst}`,
        );
        assert.deepEqual(parts.summary, whole.summary);
      }
    });
  }
});

function analyzeOctets(octets: Uint8Array, block = 65_536): Promise<Report> {
  return analyze('-', { stdin: inBlocks(octets, block) });
}

function withoutPath(report: Report): Report {
  return { ...report, captures: report.captures.map((capture) => ({ ...capture, path: '' })) };
}

function withCompression(report: Report, compression: 'gzip' | 'zstd'): Report {
  return { ...report, captures: report.captures.map((capture) => ({ ...capture, compression })) };
}

/** The capture as two captures, the first with `inFirst` frames. */
function divide({ octets }: Fixture, inFirst: number): [first: Uint8Array, second: Uint8Array] {
  const frames = frameSpans(octets);
  const header = octets.subarray(0, frames[0]?.start);
  const cut = frames[inFirst]?.start;
  return [octets.subarray(0, cut), Buffer.concat([header, octets.subarray(cut)])];
}

/** The connection with frames numbered in two captures, the first of which has `inFirst`. */
function inParts(connection: ConnectionReport, inFirst: number): ConnectionReport {
  const numbered = <T extends Evidence | ExchangeReport>(frames: readonly T[]): T[] =>
    frames.map((one) => ({ ...one, frame: number(one.frame), capture: capture(one.frame) }));
  const number = (frame: number): number => (frame > inFirst ? frame - inFirst : frame);
  const capture = (frame: number): number => (frame > inFirst ? 1 : 0);
  const answered = (exchanges: readonly ExchangeReport[]): ExchangeReport[] =>
    numbered(exchanges).map((exchange) => ({
      ...exchange,
      answerFrame: exchange.answerFrame === null ? null : number(exchange.answerFrame),
      answerCapture: exchange.answerFrame === null ? null : capture(exchange.answerFrame),
    }));
  const { verdict } = connection;
  return {
    ...connection,
    firstFrame: number(connection.firstFrame),
    firstCapture: capture(connection.firstFrame),
    lastFrame: number(connection.lastFrame),
    lastCapture: capture(connection.lastFrame),
    exchanges: answered(connection.exchanges),
    windowProbes: answered(connection.windowProbes),
    verdict: {
      ...verdict,
      evidence: numbered(verdict.evidence),
      counterEvidence: numbered(verdict.counterEvidence),
    },
    findings: connection.findings.map((finding) => ({
      ...finding,
      evidence: numbered(finding.evidence),
      counterEvidence: numbered(finding.counterEvidence),
    })),
  };
}
