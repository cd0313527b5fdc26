/**
 * What keepscope makes of frames, through its public API: analyze() and events() over the same capture, held against
 * one another, and asked by frame instead of by frame number.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  analyze,
  type ConnectionReport,
  type EventKind,
  type EventRecord,
  type ExchangeReport,
  events,
  type ProbeOutcome,
  type Report,
  type VerdictCode,
} from '../../src/index.ts';
import { buildPcap, buildPcapng } from './captures.ts';
import type { Sent } from './sent.ts';

/** What was made of a capture. */
export class Seen {
  readonly report: Report;
  private readonly frames: readonly Sent[];
  private readonly records: Map<Sent, EventRecord> = new Map();
  private readonly captures: readonly (readonly Sent[])[];

  constructor(captures: readonly (readonly Sent[])[], report: Report, records: readonly EventRecord[]) {
    this.captures = captures;
    this.frames = captures.flat();
    this.report = report;
    for (const record of records) {
      const frame = this.frameOf(record.capture, record.frame);
      if (frame !== null) this.records.set(frame, record);
    }
  }

  /** The only connection. */
  get connection(): ConnectionReport {
    const [connection, ...others] = this.report.connections;
    assert.ok(connection !== undefined && others.length === 0, `${others.length + 1} connections`);
    return connection;
  }

  get verdict(): VerdictCode {
    return this.connection.verdict.code;
  }

  get verdicts(): VerdictCode[] {
    return this.report.connections.map(({ verdict }) => verdict.code);
  }

  /** Every exchange of every connection, keepalive probes only, in order. */
  get exchanges(): ExchangeReport[] {
    return this.report.connections.flatMap(({ exchanges }) => exchanges);
  }

  get outcomes(): ProbeOutcome[] {
    return this.exchanges.map(({ outcome }) => outcome);
  }

  kind(frame: Sent): EventKind | 'ack' {
    assert.ok(this.frames.includes(frame), 'the frame is not in the capture');
    return this.records.get(frame)?.kind ?? 'ack';
  }

  /** The kinds of these frames, or of all. */
  kinds(frames: readonly Sent[] = this.frames): (EventKind | 'ack')[] {
    return frames.map((frame) => this.kind(frame));
  }

  /** The frames of a kind. */
  all(kind: EventKind | 'ack'): Sent[] {
    return this.frames.filter((frame) => this.kind(frame) === kind);
  }

  /** The place of a probe's answer among the frames of the capture, from 1; null where it has none. */
  answerTo(probe: Sent): Sent | null {
    const exchange = this.exchangeOf(probe);
    return exchange.answerFrame === null ? null : this.frameOf(exchange.capture, exchange.answerFrame);
  }

  outcome(probe: Sent): ProbeOutcome {
    return this.exchangeOf(probe).outcome;
  }

  private exchangeOf(probe: Sent): ExchangeReport {
    const all = this.report.connections.flatMap(({ exchanges, windowProbes }) => [
      ...exchanges,
      ...windowProbes,
    ]);
    const found = all.find(({ capture, frame }) => this.frameOf(capture, frame) === probe);
    assert.ok(found !== undefined, 'the frame is no probe');
    return found;
  }

  private frameOf(capture: number, frame: number): Sent | null {
    return this.captures[capture]?.[frame - 1] ?? null;
  }
}

/** Reads frames as one capture; more arrays are more captures of one timeline. */
export async function see(...captures: readonly (readonly Sent[])[]): Promise<Seen> {
  const files = captures.map(captureOf);
  const [only, ...others] = files;
  const seen =
    only !== undefined && others.length === 0
      ? await read(captures, '-', () => stream(only))
      : await inFolder(files, (paths) => read(captures, paths, () => stream(new Uint8Array(0))));
  assertConsistent(seen);
  return seen;
}

async function read(
  captures: readonly (readonly Sent[])[],
  paths: string | readonly string[],
  stdin: () => AsyncIterable<Uint8Array>,
): Promise<Seen> {
  const report = await analyze(paths, { stdin: stdin() });
  const records: EventRecord[] = [];
  for await (const record of events(paths, { stdin: stdin() })) records.push(record);
  return new Seen(captures, report, records);
}

/** The two views of one capture agree, and the numbers of the summary add up. */
function assertConsistent(seen: Seen): void {
  const { summary, connections } = seen.report;
  const sum = Object.values(summary.outcomes).reduce((total, count) => total + count, 0);
  assert.equal(sum, summary.probes, 'every probe has one outcome');
  assert.equal(seen.all('probe').length, summary.probes, 'events and report count the same probes');
  assert.equal(seen.all('window-probe').length, summary.windowProbes, 'and the same window probes');
  const answers = connections
    .flatMap(({ exchanges, windowProbes }) => [...exchanges, ...windowProbes])
    .filter(({ answerFrame }) => answerFrame !== null)
    .map(({ capture, answerFrame }) => `${capture}:${answerFrame}`);
  assert.equal(new Set(answers).size, answers.length, 'no frame answers two probes');
}

function captureOf(frames: readonly Sent[]): Uint8Array {
  return frames.some((frame) => frame.interface > 0)
    ? buildPcapng(frames, { interfaces: [{ resolution: 9 }, { resolution: 9 }] })
    : buildPcap(frames, { resolution: 'nanoseconds' });
}

async function* stream(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  if (octets.length > 0) yield octets;
}

async function inFolder<T>(
  files: readonly Uint8Array[],
  work: (paths: readonly string[]) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'keepscope-'));
  try {
    const paths = files.map((_, index) => join(folder, `${index}.pcap`));
    files.forEach((octets, index) => {
      writeFileSync(paths[index] ?? '', octets);
    });
    return await work(paths);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
