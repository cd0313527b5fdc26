/**
 * What becomes of connections while they are captured: judges those that something happened to at once, those that
 * wait for an answer each time it is asked, and the rest in turn; tells each change of verdict once.
 */
import { diagnose } from '../diagnosis/diagnose.ts';
import { findingsOf } from '../diagnosis/find.ts';
import type { Finding } from '../diagnosis/finding.ts';
import type { Limit } from '../diagnosis/limit.ts';
import { VERDICT_CODES, type Verdict, type VerdictCode } from '../diagnosis/verdict.ts';
import { asIfEndedAt } from '../keepalive/outlook.ts';
import type { Shard } from '../sharding/shard.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** A connection as it looks at a moment; valid only while the listener runs. */
export interface Judgement {
  row: number;
  timeline: Timeline;
  verdict: Verdict;
}

/** Who is told. */
export interface MonitorListener {
  /** `previous`: null where no verdict was told of the connection before. */
  changed(judgement: Judgement, previous: VerdictCode | null, findings: readonly Finding[]): void;
  /** Findings that were not told of the connection before. */
  found(judgement: Judgement, findings: readonly Finding[]): void;
}

/** Connections judged in one sweep beside those that wait: a few microseconds each. */
const SWEEP = 20_000;

export class Monitor {
  /** Connections by verdict, as told last; those of which nothing was told yet are not among them. */
  readonly tally: Map<VerdictCode, number> = new Map();
  private readonly shard: Shard;
  private readonly limit: Limit | null;
  private readonly listener: MonitorListener;
  /** By row: the verdict told last, its place in VERDICT_CODES and one; 0: none was. */
  private codes: Uint8Array = new Uint8Array(1024);
  /** By row: the codes of the findings that were told. */
  private readonly told: Map<number, Set<string>> = new Map();
  private readonly touched: Set<number> = new Set();
  private next = 0;

  /** `limit`: the idle timeout that was declared. */
  constructor(shard: Shard, limit: Limit | null, listener: MonitorListener) {
    this.shard = shard;
    this.limit = limit;
    this.listener = listener;
  }

  /** Something worth a line happened to the connection. */
  touch(row: number): void {
    this.touched.add(row);
  }

  /** The connection is let go of: its row may become another's. */
  forget(row: number): void {
    this.touched.delete(row);
    this.told.delete(row);
    const code = this.codeOf(row);
    if (code === null) return;
    this.codes[row] = 0;
    this.count(code, -1);
  }

  /** Judges the touched connections; `now` in ns. */
  settle(now: number): void {
    for (const row of this.touched) this.judge(row, now, true);
    this.touched.clear();
  }

  /** Judges what the passing of time alone may have changed: who waits for an answer, and a share of all others. */
  sweep(now: number): void {
    this.settle(now);
    const { rows, observer } = this.shard;
    for (const { row } of observer.watches.all()) this.judge(row, now, false);
    for (let left = Math.min(SWEEP, rows.count); left > 0; left--) {
      this.next = this.next + 1 < rows.count ? this.next + 1 : 0;
      const isSeen = rows.numberOf(this.next) === 0 || observer.watches.of(this.next) !== undefined;
      if (!isSeen) this.judge(this.next, now, false);
    }
  }

  /** The verdict that was told last of a connection. */
  codeOf(row: number): VerdictCode | null {
    const code = this.codes[row] ?? 0;
    return code === 0 ? null : (VERDICT_CODES[code - 1] ?? null);
  }

  /** Gives what `look` makes of a connection as it looks at `now`; it must not keep the timeline. */
  look<T>(row: number, now: number, look: (timeline: Timeline) => T): T {
    const { exchanges, observer } = this.shard;
    return asIfEndedAt(observer.watches.of(row), exchanges, now, () => look(this.shard.timeline(row, now)));
  }

  private judge(row: number, now: number, isTouched: boolean): void {
    this.look(row, now, (timeline) => {
      const verdict = diagnose(timeline);
      const previous = this.codeOf(row);
      const isNew = verdict.code !== previous;
      // That too little was captured to tell goes without saying of a connection that has just begun.
      if (previous === null && verdict.code === 'incomplete') return;
      if (!isNew && !isTouched) return;
      const judgement = { row, timeline, verdict };
      const findings = findingsOf(timeline, verdict, this.limit);
      if (isNew) {
        this.note(row, verdict.code, previous);
        this.listener.changed(judgement, previous, findings);
      }
      const news = this.untold(row, findings);
      if (news.length > 0) this.listener.found(judgement, news);
    });
  }

  private note(row: number, code: VerdictCode, previous: VerdictCode | null): void {
    if (row >= this.codes.length) {
      const grown = new Uint8Array(2 * row);
      grown.set(this.codes);
      this.codes = grown;
    }
    this.codes[row] = VERDICT_CODES.indexOf(code) + 1;
    this.count(code, 1);
    if (previous !== null) this.count(previous, -1);
  }

  private count(code: VerdictCode, by: 1 | -1): void {
    this.tally.set(code, (this.tally.get(code) ?? 0) + by);
  }

  private untold(row: number, findings: readonly Finding[]): Finding[] {
    if (findings.length === 0) return [];
    const told = this.told.get(row) ?? new Set();
    this.told.set(row, told);
    const news = findings.filter(({ code }) => !told.has(code));
    for (const { code } of news) told.add(code);
    return news;
  }
}
