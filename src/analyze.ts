/**
 * Captures to a Report: the functions that keepscope is for. They print nothing, never exit, and read no clock; input
 * faults are thrown as KeepscopeError before anything was read, and are anomalies of the report after that.
 */
import { type AnalyzeOptions, checkOptions, limitOf, type Progress } from './analysis-options.ts';
import { countInterruption } from './capture/anomalies.ts';
import { LostReader } from './capture/block-memory.ts';
import { Epoch } from './capture/epoch.ts';
import { isText, openCaptures } from './capture/open.ts';
import type { CaptureReader } from './capture/reader.ts';
import type { TextReader } from './capture/text/text-reader.ts';
import { KeepscopeError } from './errors.ts';
import { Inspection } from './inspection.ts';
import type { ClassifiedListener, ClassifiedSink } from './keepalive/classified.ts';
import { Conclusion } from './report/conclusion.ts';
import { EventWriter } from './report/event-record.ts';
import type { Examination } from './report/examination.ts';
import type { EventRecord, Report } from './report/model.ts';
import { plainReport } from './report/plain-report.ts';
import { RowFilter } from './report/row-filter.ts';
import { Blocks } from './sharding/blocks.ts';
import type { Crew } from './sharding/crew.ts';
import { HELD_FRAMES, LIMITS, type Limits } from './sharding/limits.ts';
import { Shard, type ShardLimits } from './sharding/shard.ts';
import { fillsAtOnce, threadsFor } from './sharding/thread-count.ts';
import { TraceBook } from './timeline/trace-book.ts';
import { Arena } from './tracking/arena.ts';
import type { Rows } from './tracking/rows.ts';
import { EndpointNames } from './wire/endpoint-names.ts';

/**
 * Reads captures (one path or several, `-` for AnalyzeOptions.stdin; several are one timeline, ordered by their first
 * frames) and reports every connection in them. Throws a KeepscopeError where an input is no capture or cannot be
 * opened, and where the signal ended it: examine() keeps what was read then.
 */
export async function analyze(
  captures: string | readonly string[],
  options: AnalyzeOptions = {},
): Promise<Report> {
  const examination = await examine(captures, options);
  if (examination.interrupted)
    throw new KeepscopeError(
      'interrupted',
      'the analysis was interrupted',
      'Run it again, or use examine().',
    );
  return plainReport(examination, options.selection ?? {});
}

/** As analyze(), for captures of any size: the connections are made one at a time, when they are asked for. */
export async function examine(
  captures: string | readonly string[],
  options: AnalyzeOptions = {},
): Promise<Examination> {
  checkOptions(options);
  const limit = limitOf(options);
  const book = options.trace === true ? new TraceBook({ ...LIMITS, ...options.limits }) : null;
  const names = new EndpointNames();
  const filter = new RowFilter(options.selection ?? {}, names);
  const listen = (rows: Rows): ClassifiedListener => ({
    decided: (frame) => {
      if (filter.wants(rows, frame.row)) book?.add(frame);
    },
    held: null,
  });
  const pass = await open(captures, options, names, book === null ? null : listen);
  pass.shard.onForget((row) => {
    book?.forget(row);
    filter.forget(row);
  });
  for await (const _block of blocks(pass, options));
  return new Conclusion(pass.inspection, book, options.signal?.aborted === true, limit);
}

/** Makes a sink of the classified frames; and is told of rows whose connection is let go of. */
export interface ClassifiedListening {
  listen(rows: Rows): ClassifiedSink;
  forget(row: number): void;
}

/** As examine(), where somebody listens; with the pass that it was made from. */
export async function examineListening(
  captures: string | readonly string[],
  options: AnalyzeOptions,
  names: EndpointNames,
  { listen, forget }: ClassifiedListening,
): Promise<{ examination: Examination; inspection: Inspection }> {
  checkOptions(options);
  const limit = limitOf(options);
  const pass = await open(captures, options, names, (rows) => ({ decided: listen(rows), held: null }));
  pass.shard.onForget(forget);
  for await (const _block of blocks(pass, options));
  const { inspection } = pass;
  const examination = new Conclusion(inspection, null, options.signal?.aborted === true, limit);
  return { examination, inspection };
}

/**
 * The classified frames of captures as they are read, each one final; those of one connection come in the order of the
 * capture. Plain acknowledgments are not among them. Options as for analyze(); of the selection, hosts, ports and
 * connections count.
 */
export async function* events(
  captures: string | readonly string[],
  options: AnalyzeOptions = {},
): AsyncGenerator<EventRecord> {
  for await (const records of eventBlocks(captures, options)) for (const record of records) yield record;
}

/** As events(), those of a block together: waiting for each of millions would take longer than reading them. */
export async function* eventBlocks(
  captures: string | readonly string[],
  options: AnalyzeOptions,
): AsyncGenerator<Iterable<EventRecord>> {
  checkOptions(options);
  const names = new EndpointNames();
  const writer = new EventWriter(options.selection ?? {}, names);
  const pass = await open(captures, options, names, (rows) => ({
    decided: (frame) => writer.add(frame, rows),
    held: null,
  }));
  pass.shard.onForget((row) => writer.forget(row));
  for await (const _block of blocks(pass, options)) yield writer.take(pass.inspection);
}

/** Captures that are open, and what they are read by. */
interface Pass {
  readers: readonly (CaptureReader | TextReader)[];
  inspection: Inspection;
  /** Of this thread. */
  shard: Shard;
  crew: Crew | null;
}

/** `listen`: makes the listener to the classified frames; null: nobody listens. */
async function open(
  captures: string | readonly string[],
  options: AnalyzeOptions,
  names: EndpointNames,
  listen: ((rows: Rows) => ClassifiedListener) | null,
): Promise<Pass> {
  const epoch = new Epoch();
  const paths = typeof captures === 'string' ? [captures] : captures;
  if (paths.length === 0)
    throw new KeepscopeError('usage', 'no capture was named', 'Name a file, or - for standard input.');
  const arena = new Arena();
  const blocks = new Blocks(arena);
  const readers = await openCaptures(paths, { ...options, epoch, memory: blocks });
  const limits: ShardLimits & Limits = { ...LIMITS, ...options.limits, held: HELD_FRAMES };
  const { connections } = limits;
  // Whoever listens wants the frames in the order of the capture: one thread. Text is read by one as well. And a limit
  // that somebody has set low is kept to the letter, which threads that know nothing of one another cannot.
  const isShared = listen === null && !readers.some(isText) && connections >= LIMITS.connections;
  const octets = readers.reduce((sum, { facts }) => sum + (facts.octetsTotal ?? 0), 0);
  const threads = isShared ? (options.threads ?? threadsFor(octets)) : 1;
  const crew = threads > 1 ? new (await import('./sharding/crew.ts')).Crew(threads, limits, arena) : null;
  if (crew !== null) blocks.readers = crew.ring;
  blocks.fillsAtOnce = fillsAtOnce(threads);
  const shard = new Shard(crew?.ownLimits ?? limits, listen, arena);
  const connectionLimit = Number.isFinite(connections) ? connections : null;
  const inspection = new Inspection({ epoch, names, shard, crew, connectionLimit });
  return { readers, inspection, shard, crew };
}

/**
 * Reads block after block; yields after each, and at the end, when all is decided. An aborted signal brings the end
 * early. Whatever happens, every reader is closed, and the threads have ended or are about to.
 */
async function* blocks(
  { readers, inspection, crew }: Pass,
  { onProgress, onStrangeLines, signal }: AnalyzeOptions,
): AsyncGenerator<void> {
  try {
    for (const reader of readers) {
      inspection.begin(reader);
      while (await reader.fill()) {
        if (isText(reader)) inspection.readText(reader);
        else inspection.readBlock(reader);
        onProgress?.(progressOf(inspection, readers));
        yield;
        if (signal?.aborted) break;
      }
      const { path, strangeLines, anomalies } = reader.facts;
      const { count = 0 } = anomalies.find(({ code }) => code === 'line-not-understood') ?? {};
      if (strangeLines !== undefined) onStrangeLines?.(path, strangeLines, count);
      if (signal?.aborted) {
        countInterruption(reader.facts, reader.frame + 1);
        break;
      }
    }
    await inspection.finish();
    yield;
  } catch (error) {
    // The thread that waits in vain for another one does not know why.
    throw error instanceof LostReader && crew !== null ? await crew.failure(error) : error;
  } finally {
    for (const reader of readers) await reader.close();
    await crew?.dismiss();
  }
}

function progressOf({ frames }: Inspection, readers: Pass['readers']): Progress {
  let octetsRead = 0;
  let octetsTotal: number | null = 0;
  for (const { facts } of readers) {
    octetsRead += facts.octetsRead;
    octetsTotal = octetsTotal === null || facts.octetsTotal === null ? null : octetsTotal + facts.octetsTotal;
  }
  return { octetsRead, octetsTotal, frames };
}
