/**
 * Connections while they are captured: takes frames from one engine after the other, tells what happens as records, and
 * shows any connection as it looks now. Reads no clock: it is told the time.
 */
import type { Epoch } from '../capture/epoch.ts';
import type { CaptureReader } from '../capture/reader.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { Limit } from '../diagnosis/limit.ts';
import type { VerdictCode } from '../diagnosis/verdict.ts';
import { Inspection } from '../inspection.ts';
import type { Classified } from '../keepalive/classified.ts';
import { PROBE_OUTCOMES, type ProbeOutcome } from '../keepalive/exchange.ts';
import { captureReport } from '../report/capture-report.ts';
import { Conclusion } from '../report/conclusion.ts';
import { connectionReport, type KnownByOthers } from '../report/connection-report.ts';
import { endpointPair } from '../report/endpoint-text.ts';
import type { Examination } from '../report/examination.ts';
import type { LiveConnection, LiveRecord } from '../report/live-record.ts';
import { madeOnce } from '../report/made-once.ts';
import type { LiveFigures } from '../report/metrics.ts';
import { endpointReport, type ReportScale } from '../report/report-scale.ts';
import { traceEntries } from '../report/trace-entries.ts';
import { Shard, type ShardLimits } from '../sharding/shard.ts';
import { Timeline } from '../timeline/timeline.ts';
import { TraceBook } from '../timeline/trace-book.ts';
import { EndpointNames } from '../wire/endpoint-names.ts';
import { EventLines } from './event-lines.ts';
import { glance } from './glance.ts';
import { type Listing, type ListingOptions, listRows } from './listing.ts';
import { Monitor } from './monitor.ts';
import { findingRecord, type Teller, verdictRecord } from './records.ts';

export interface SessionOptions {
  epoch: Epoch;
  limits: ShardLimits;
  /** The idle timeout on the path, where one was declared. */
  limit: Limit | null;
  emit: (record: LiveRecord) => void;
  /** Called for each answer to a probe, with the time that it took. */
  onAnswer?: (seconds: number) => void;
}

/** Connections whose traces are kept, and entries of each: what a person may want to open. */
const TRACES = { traces: 2000, traceEntries: 200 };

export class LiveSession {
  readonly inspection: Inspection;
  /** Sides that gave up since the beginning. */
  giveUps = 0;
  readonly monitor: Monitor;
  private readonly shard: Shard;
  /** Only text has names, and an engine gives octets. */
  private readonly names: EndpointNames = new EndpointNames();
  private readonly traces: TraceBook;
  private readonly options: SessionOptions;

  constructor(options: SessionOptions) {
    this.options = options;
    this.shard = new Shard(options.limits, (rows) => {
      const lines = new EventLines(rows, () => this.inspection, options.emit);
      return {
        held: lines.held,
        decided: (frame) => {
          lines.decided(frame);
          this.take(frame);
        },
      };
    });
    // Who is probed is whom one wants to look at.
    this.traces = new TraceBook(TRACES, (row) => this.shard.booksOf(row) === undefined);
    this.inspection = new Inspection({
      epoch: options.epoch,
      names: this.names,
      shard: this.shard,
      crew: null,
      connectionLimit: options.limits.connections ?? null,
    });
    this.monitor = new Monitor(this.shard, options.limit, {
      changed: (judgement, previous, findings) =>
        options.emit(verdictRecord(judgement, previous, findings, this.teller)),
      found: (judgement, findings) => {
        for (const finding of findings) options.emit(findingRecord(judgement, finding, this.teller));
      },
    });
    this.shard.onForget((row) => {
      this.monitor.forget(row);
      this.traces.forget(row);
    });
  }

  /** `listener` is told of each row whose connection is let go of. */
  onForget(listener: (row: number) => void): void {
    this.shard.onForget(listener);
  }

  /** An engine has begun a stream. */
  begin(reader: CaptureReader): void {
    this.inspection.begin(reader);
  }

  /** Takes what has come. */
  readBlock(reader: CaptureReader): void {
    this.inspection.readBlock(reader);
    this.monitor.settle(this.inspection.now);
  }

  /** It is `now`, ns since 1970 (null: as late as the last frame): says what the passing of time has changed. */
  tick(now: bigint | null): void {
    const { base } = this.options.epoch;
    if (base === null) return;
    if (now !== null) this.inspection.now = Math.max(this.inspection.now, Number(now - base));
    this.monitor.sweep(this.inspection.now);
  }

  /** The connection of a row as it looks now. */
  connection(row: number): LiveConnection {
    const { now } = this.inspection;
    return this.monitor.look(row, now, (timeline) => {
      const { code } = diagnose(timeline);
      const report = connectionReport(this.idOf(row), timeline, code, this.scale, this.known);
      const [originator, responder] = timeline.sides;
      return {
        ...madeOnce(report),
        idleSeconds: timeline.isOver ? null : Math.max(0, now - timeline.payloadTime) / 1e9,
        waiting: (originator.prober?.waiting ?? 0) + (responder.prober?.waiting ?? 0),
      };
    });
  }

  /** What any format says of one connection as it looks now. */
  examine(row: number): Examination {
    const { tallies, now } = this.inspection;
    const { base } = this.options.epoch;
    const captures = tallies.map((tally) => captureReport(tally.reader.facts, tally, base));
    return glance(captures, this.connection(row), () => {
      const trace = this.traces.of(row);
      if (trace === undefined) return [];
      return this.monitor.look(row, now, () => [...traceEntries(trace, this.shard.exchanges, this.scale)]);
    });
  }

  /** The number of a row's connection; 0: the row is free. */
  idOf(row: number): number {
    return this.shard.rows.numberOf(row);
  }

  /** Connections that were let go of at the limit. */
  get evicted(): number {
    const { closed, quiet, probed } = this.shard.evicted;
    return closed + quiet + probed;
  }

  /** Both ends of a row's connection as a screen has them. */
  endpointsOf(row: number): string {
    const { originator, responder } = new Timeline(this.shard.rows, row, undefined, 0);
    return endpointPair(endpointReport(originator, this.names), endpointReport(responder, this.names));
  }

  /** What was counted so far. `dropped`: frames that the engines lost; null: one of them does not say. */
  figures(dropped: number | null): LiveFigures {
    const { inspection, monitor, shard } = this;
    const { outcomes, probes, windowProbes } = shard.probeCounts();
    const byOutcome = PROBE_OUTCOMES.map((outcome, place) => [outcome, outcomes[place] ?? 0]);
    return {
      verdicts: monitor.tally,
      outcomes: Object.fromEntries(byOutcome) as Record<ProbeOutcome, number>,
      probes,
      windowProbes,
      giveUps: this.giveUps,
      frames: inspection.frames,
      segments: inspection.segments,
      dropped,
      evicted: this.evicted,
      connections: shard.rows.used,
    };
  }

  /** Connections for a screen. */
  list(options: Omit<ListingOptions, 'now' | 'codeOf'>): Listing {
    const codeOf = (row: number): VerdictCode | null => this.monitor.codeOf(row);
    return listRows(this.shard.rows, { ...options, now: this.inspection.now, codeOf });
  }

  /** Everything is captured: the report. */
  async finish(isInterrupted: boolean): Promise<Examination> {
    await this.inspection.finish();
    return new Conclusion(this.inspection, this.traces, isInterrupted, this.options.limit);
  }

  /** What others say of a connection is known at the end only: until then each is looked at for itself. */
  private get known(): KnownByOthers {
    return { limit: this.options.limit, finding: null, counts: [null, null] };
  }

  private get scale(): ReportScale {
    const { names, inspection } = this;
    const base = this.options.epoch.base ?? 0n;
    return { base, frames: inspection.frameNumbers, names, isRunning: true };
  }

  private get teller(): Teller {
    const { scale, known, inspection } = this;
    return { idOf: (row) => this.idOf(row), scale, known, now: inspection.now };
  }

  private take(frame: Classified): void {
    this.traces.add(frame);
    if (frame.kind === 'data' || frame.kind === 'ack') return;
    this.monitor.touch(frame.row);
    if (frame.givesUp) this.giveUps++;
    if (frame.answers !== 0) this.options.onAnswer?.((frame.time - frame.answersTime) / 1e9);
  }
}
