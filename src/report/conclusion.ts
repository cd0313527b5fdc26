/**
 * What one pass over captures came to: the Examination that every format is made from. Connections are made from their
 * rows one at a time, whenever they are asked for.
 */
import type { CaptureFacts } from '../capture/reader.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { PROBE_OUTCOMES, type ProbeOutcome } from '../keepalive/exchange.ts';
import type { ExchangeStore } from '../keepalive/exchange-store.ts';
import type { Watch } from '../keepalive/watch.ts';
import { type Timeline, timelineOf } from '../timeline/timeline.ts';
import { IDLE } from '../timeline/trace.ts';
import type { TraceBook } from '../timeline/trace-book.ts';
import type { Rows } from '../tracking/rows.ts';
import { type CountedCapture, captureReport } from './capture-report.ts';
import { connectionReport, type ReportScale, seconds } from './connection-report.ts';
import type { Examination } from './examination.ts';
import type { FrameNumbers } from './frame-numbers.ts';
import type { CaptureReport, ConnectionReport, Summary, TraceEntry, VerdictCode } from './model.ts';
import { traceEntries } from './trace-entries.ts';
import { needsAttention } from './verdict-severity.ts';

/** What a pass over captures leaves behind; see src/inspection.ts. */
export interface FinishedPass {
  tracker: { rows: Rows };
  observer: { watchOf(row: number): Watch | undefined; exchanges: ExchangeStore };
  tallies: readonly (CountedCapture & { reader: { facts: CaptureFacts } })[];
  frameNumbers: FrameNumbers;
  epoch: { base: bigint | null };
  now: number;
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
  readonly findings: [] = [];
  readonly interrupted: boolean;
  private readonly pass: FinishedPass;
  private readonly traces: TraceBook | null;
  private readonly scale: ReportScale;
  /** The verdict of every connection, by row. */
  private readonly codes: VerdictCode[] = [];

  constructor(pass: FinishedPass, traces: TraceBook | null, interrupted: boolean) {
    this.pass = pass;
    this.traces = traces;
    this.interrupted = interrupted;
    this.scale = { base: pass.epoch.base ?? 0n, frames: pass.frameNumbers };
    this.captures = pass.tallies.map((tally) => captureReport(tally.reader.facts, tally, pass.epoch.base));
    this.summary = this.summarize();
  }

  *connections(verdicts?: ReadonlySet<VerdictCode>): Generator<ConnectionReport> {
    for (const [row, code] of this.codes.entries())
      if (verdicts?.has(code) !== false) yield connectionReport(this.timeline(row), code, this.scale);
  }

  *trace(id: number): Generator<TraceEntry> {
    const trace = this.traces?.of(id - 1);
    if (trace === undefined) return;
    yield* traceEntries(trace, this.pass.observer.exchanges, this.scale);
    const { trailingSilence } = this.timeline(id - 1);
    if (trailingSilence >= IDLE) yield { type: 'idle', seconds: seconds(trailingSilence), toEnd: true };
  }

  private timeline(row: number): Timeline {
    const { tracker, observer, now } = this.pass;
    return timelineOf(tracker.rows, row, observer.watchOf(row), now);
  }

  private summarize(): Summary {
    const verdicts: Partial<Record<VerdictCode, number>> = {};
    const outcomes = { ...NO_OUTCOMES };
    const summary: Summary = {
      connections: 0,
      needAttention: 0,
      verdicts,
      probes: 0,
      acknowledged: 0,
      outcomes,
      windowProbes: 0,
      duplicateFrames: 0,
    };
    for (let row = 0; row < this.pass.tracker.rows.count; row++) {
      const timeline = this.timeline(row);
      const { code } = diagnose(timeline);
      this.codes.push(code);
      summary.connections++;
      verdicts[code] = (verdicts[code] ?? 0) + 1;
      if (needsAttention(code)) summary.needAttention++;
      summary.duplicateFrames += timeline.copies;
      for (const { prober } of timeline.sides) {
        if (prober === null) continue;
        summary.probes += prober.probes;
        summary.windowProbes += prober.windowProbes;
        const counted = prober.outcomes;
        for (const outcome of PROBE_OUTCOMES) outcomes[outcome] += counted[outcome];
      }
    }
    summary.acknowledged = outcomes.acknowledged;
    return summary;
  }
}
