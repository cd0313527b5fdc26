/**
 * What one pass over captures came to: the Examination that every format is made from. Connections are made from their
 * rows one at a time, whenever they are asked for.
 */
import type { CaptureFacts } from '../capture/reader.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { Limit } from '../diagnosis/limit.ts';
import { Population } from '../diagnosis/population/population.ts';
import { VERDICT_CODES } from '../diagnosis/verdict.ts';
import { PROBE_OUTCOMES, type ProbeOutcome } from '../keepalive/exchange.ts';
import type { FinishedShard } from '../sharding/shard.ts';
import { IDLE } from '../timeline/trace.ts';
import type { TraceBook } from '../timeline/trace-book.ts';
import type { EndpointNames } from '../wire/endpoint-names.ts';
import { type CountedCapture, captureReport } from './capture-report.ts';
import { connectionReport } from './connection-report.ts';
import type { Examination } from './examination.ts';
import type { FrameNumbers } from './frame-numbers.ts';
import type {
  CaptureReport,
  ConnectionReport,
  FindingReport,
  Summary,
  TraceEntry,
  VerdictCode,
} from './model.ts';
import { findingsOverConnections } from './over-connections.ts';
import { type ReportScale, seconds } from './report-scale.ts';
import { SurveyedConnections } from './surveyed-connections.ts';
import { traceEntries } from './trace-entries.ts';
import { needsAttention } from './verdict-severity.ts';

/** What a pass over captures leaves behind; see src/inspection.ts. */
export interface FinishedPass {
  shards: readonly FinishedShard[];
  tallies: readonly (CountedCapture & { reader: { facts: CaptureFacts } })[];
  frameNumbers: FrameNumbers;
  epoch: { base: bigint | null };
  names: EndpointNames;
  now: number;
  /** How many connections were kept at the same time at most; null: no limit. */
  connectionLimit: number | null;
}

const NO_OUTCOMES: Readonly<Record<ProbeOutcome, number>> = {
  acknowledged: 0,
  data: 0,
  reset: 0,
  'icmp-error': 0,
  unanswered: 0,
  pending: 0,
};

export class Conclusion implements Examination {
  readonly captures: CaptureReport[];
  readonly summary: Summary;
  readonly findings: readonly FindingReport[];
  readonly interrupted: boolean;
  private readonly pass: FinishedPass;
  private readonly traces: TraceBook | null;
  private readonly scale: ReportScale;
  private readonly all: SurveyedConnections;
  private readonly limit: Limit | null;
  private readonly population: Population = new Population();

  /** `limit`: the idle timeout that was declared; null: none was. */
  constructor(pass: FinishedPass, traces: TraceBook | null, interrupted: boolean, limit: Limit | null) {
    this.limit = limit;
    this.pass = pass;
    this.traces = traces;
    this.interrupted = interrupted;
    this.scale = { base: pass.epoch.base ?? 0n, frames: pass.frameNumbers, names: pass.names };
    this.all = new SurveyedConnections(pass.shards, pass.now);
    this.captures = pass.tallies.map((tally) => captureReport(tally.reader.facts, tally, pass.epoch.base));
    this.summary = this.summarize();
    this.findings = findingsOverConnections(this.all, pass.names, this.population, this.scale.frames);
  }

  *connections(verdicts?: ReadonlySet<VerdictCode>): Generator<ConnectionReport> {
    for (const id of this.all.ids(verdicts)) yield this.connection(id);
  }

  idlest(verdicts: ReadonlySet<VerdictCode>, count: number): ConnectionReport[] {
    return this.all.idlest(verdicts, count).map((id) => this.connection(id));
  }

  silenceBeforeLoss(id: number): number | null {
    const code = this.all.code(id);
    if (code !== 'dropped-while-idle' && code !== 'reset-on-resume') return null;
    const { duration } = diagnose(this.all.timeline(id));
    return duration === null ? null : seconds(duration);
  }

  *trace(id: number): Generator<TraceEntry> {
    const trace = this.traces?.of(this.all.rowOf(id));
    if (trace === undefined) return;
    yield* traceEntries(trace, this.all.shardOf(id).exchanges, this.scale);
    const { trailingSilence } = this.all.timeline(id);
    if (trailingSilence >= IDLE) yield { type: 'idle', seconds: seconds(trailingSilence), toEnd: true };
  }

  private connection(id: number): ConnectionReport {
    const timeline = this.all.timeline(id);
    return connectionReport(id, timeline, this.all.code(id), this.scale, {
      limit: this.limit ?? this.population.limitOf(timeline),
      finding: this.population.findingOf(id),
      counts: [this.population.countOf(id, 0), this.population.countOf(id, 1)],
    });
  }

  private summarize(): Summary {
    const verdicts: Partial<Record<VerdictCode, number>> = {};
    const outcomes = { ...NO_OUTCOMES };
    const evicted = { limit: this.pass.connectionLimit, connections: 0, closed: 0, quiet: 0, probed: 0 };
    const summary: Summary = {
      connections: this.all.opened,
      needAttention: 0,
      hanging: 0,
      verdicts,
      probes: 0,
      acknowledged: 0,
      outcomes,
      windowProbes: 0,
      duplicateFrames: 0,
      evicted,
    };
    for (const { surveyed, evicted: own } of this.pass.shards) {
      const { counts } = surveyed;
      summary.probes += counts.probes;
      summary.windowProbes += counts.windowProbes;
      summary.duplicateFrames += counts.copies;
      for (const [place, outcome] of PROBE_OUTCOMES.entries())
        outcomes[outcome] += counts.outcomes[place] ?? 0;
      evicted.closed += own.closed;
      evicted.quiet += own.quiet;
      evicted.probed += own.probed;
    }
    for (const [place, code] of VERDICT_CODES.entries()) {
      const count = sum(this.pass.shards.map(({ surveyed }) => surveyed.counts.verdicts[place] ?? 0));
      if (count === 0) continue;
      const hanging = sum(this.pass.shards.map(({ surveyed }) => surveyed.counts.hanging[place] ?? 0));
      verdicts[code] = count;
      summary.hanging += hanging;
      summary.needAttention += needsAttention(code) ? count : hanging;
    }
    evicted.connections = evicted.closed + evicted.quiet + evicted.probed;
    summary.acknowledged = outcomes.acknowledged;
    return summary;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
