/** A timeline and its verdict in the form of the report: times, roles and frame numbers as a reader knows them. */
import { diagnose } from '../diagnosis/diagnose.ts';
import { findingsOf } from '../diagnosis/find.ts';
import type { Finding } from '../diagnosis/finding.ts';
import { LaterVerdict } from '../diagnosis/later-verdict.ts';
import type { Limit } from '../diagnosis/limit.ts';
import { mechanismsOf } from '../diagnosis/mechanism.ts';
import type { Verdict, VerdictCode } from '../diagnosis/verdict.ts';
import type { Exchange } from '../keepalive/exchange.ts';
import type { CountBounds } from '../keepalive/user-timeout.ts';
import type { TimelineSide } from '../timeline/side.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { findingReport } from './finding-report.ts';
import { madeOnce } from './made-once.ts';
import { mechanismText } from './mechanism-text.ts';
import type {
  ConnectionReport,
  Endpoint,
  ExchangeReport,
  FindingReport,
  HeartbeatReport,
  MechanismCode,
  VerdictReport,
} from './model.ts';
import { exchangeReports, heartbeatReport, keepaliveReport } from './probe-reports.ts';
import { endpointReport, type ReportScale, seconds } from './report-scale.ts';
import { timeText } from './time-text.ts';
import { LaterVerdictReport } from './verdict-report.ts';

/** What the capture as a whole, or a person, says about a connection. */
export interface KnownByOthers {
  /** The idle timeout on its path. */
  limit: Limit | null;
  /** A finding about it that other connections show. */
  finding: Finding | null;
  /** What other connections leave of the count of the originator and the responder. */
  counts: readonly [CountBounds | null, CountBounds | null];
}

/**
 * The report of one connection. Each part is made when it is asked for, most of them every time: most connections of a
 * large capture are only counted and ranked. Who asks for all parts asks madeOnce(). `code` is that of
 * diagnose(timeline); `known` what is known of it beside.
 */
export function connectionReport(
  id: number,
  timeline: Timeline,
  code: VerdictCode,
  scale: ReportScale,
  known: KnownByOthers,
): ConnectionReport {
  return new LaterConnection(id, timeline, code, scale, known);
}

/** A class: an object with functions of its own would cost more to make than most of its parts. */
class LaterConnection implements ConnectionReport {
  readonly id: number;
  readonly verdict: VerdictReport;
  readonly #judged: Verdict;
  readonly #timeline: Timeline;
  readonly #scale: ReportScale;
  readonly #known: KnownByOthers;
  #keepalive: ConnectionReport['keepalive'] | null = null;

  constructor(id: number, timeline: Timeline, code: VerdictCode, scale: ReportScale, known: KnownByOthers) {
    this.id = id;
    this.#timeline = timeline;
    this.#scale = scale;
    this.#known = known;
    this.#judged = new LaterVerdict(code, () => diagnose(timeline, code));
    this.verdict = new LaterVerdictReport(this.#judged, timeline, scale);
  }

  get originator(): Endpoint {
    return endpointReport(this.#timeline.originator, this.#scale.names);
  }

  get responder(): Endpoint {
    return endpointReport(this.#timeline.responder, this.#scale.names);
  }

  get midstream(): boolean {
    return this.#timeline.midstream;
  }

  get firstFrame(): number {
    return this.#scale.frames.numberOf(this.#timeline.firstFrame);
  }

  get firstCapture(): number {
    return this.#scale.frames.captureOf(this.#timeline.firstFrame);
  }

  get lastFrame(): number {
    return this.#scale.frames.numberOf(this.#timeline.lastFrame);
  }

  get lastCapture(): number {
    return this.#scale.frames.captureOf(this.#timeline.lastFrame);
  }

  get firstAt(): string {
    return timeText(this.#scale.base, this.#timeline.firstTime);
  }

  get lastAt(): string {
    return timeText(this.#scale.base, this.#timeline.lastTime);
  }

  get durationSeconds(): number {
    return seconds(Math.max(0, this.#timeline.lastTime - this.#timeline.firstTime));
  }

  get segments(): number {
    return this.#timeline.segments;
  }

  get octets(): { originator: number; responder: number } {
    const [originator, responder] = this.#timeline.sides;
    return { originator: originator.octets, responder: responder.octets };
  }

  get longestIdleSeconds(): number {
    return seconds(this.#timeline.longestIdle);
  }

  get longestSilenceSeconds(): number {
    return seconds(this.#timeline.longestSilence);
  }

  /** Kept: rankings and tables ask for it many times, and settings take long to find. */
  get keepalive(): ConnectionReport['keepalive'] {
    const [originator, responder] = this.#known.counts;
    this.#keepalive ??= {
      originator: keepaliveReport(this.#timeline, 0, originator),
      responder: keepaliveReport(this.#timeline, 1, responder),
    };
    return this.#keepalive;
  }

  get heartbeats(): HeartbeatReport[] {
    return this.#timeline.heartbeats.beats.map(heartbeatReport);
  }

  get mechanism(): { codes: MechanismCode[]; summary: string } {
    const codes = mechanismsOf(this.#timeline);
    return { codes, summary: mechanismText(codes, this.#timeline) };
  }

  get exchanges(): ExchangeReport[] {
    const [originator, responder] = this.#timeline.sides;
    return exchangeReports(originator.probes, responder.probes, this.#scale);
  }

  get exchangesOmitted(): number {
    const [originator, responder] = this.#timeline.sides;
    return (originator.prober?.omitted ?? 0) + (responder.prober?.omitted ?? 0);
  }

  get windowProbes(): ExchangeReport[] {
    const [originator, responder] = this.#timeline.sides;
    return exchangeReports(windowProbes(originator), windowProbes(responder), this.#scale);
  }

  get findings(): FindingReport[] {
    const { id, originator, responder } = this;
    const { limit, finding: byOthers } = this.#known;
    const own = findingsOf(this.#timeline, this.#judged, limit);
    return (byOthers === null ? own : [byOthers, ...own]).map((finding) =>
      findingReport(finding, [id], { originator, responder }, this.#scale.frames),
    );
  }

  /** So that JSON.stringify() has all of it. */
  toJSON(): ConnectionReport {
    return madeOnce(this);
  }
}

function windowProbes({ prober }: TimelineSide): readonly Exchange[] {
  return prober === null || prober.windowProbes === 0 ? [] : prober.exchanges('window-probe');
}
