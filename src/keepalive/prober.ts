/**
 * One side of a connection as a prober: its probes in order, which of them wait for an answer, and the counts by
 * outcome. It is told what happened and keeps the books; what a segment is, is decided elsewhere.
 *
 * Invariants: the probes of the current run are the last ones of the chain, from `run` on; of these, the ones that are
 * not final wait for an answer. A final outcome is counted once.
 */
import { IDLE_AT_LEAST } from '../tracking/rows.ts';
import { SECOND } from '../tracking/time.ts';
import type { Segment } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';
import type { ProbeKind, ProbeOutcome } from './exchange.ts';
import { probesBetween } from './given-up.ts';
import { LastAnswer } from './last-answer.ts';
import { countOutcome } from './outcome-counts.ts';
import { ProberBooks } from './prober-books.ts';
import * as R from './prober-layout.ts';

/** An answer may take this long at the least before the end of the capture says anything. */
const PATIENCE = SECOND;

export class Prober extends ProberBooks {
  get lastAnswer(): LastAnswer {
    return new LastAnswer(this.row);
  }

  /** It has sent something else since its last probe, to which the answer may still be on its way. */
  get hasGoneOn(): boolean {
    return this.row.is(R.PROBER_HAS_GONE_ON);
  }

  set hasGoneOn(hasGoneOn: boolean) {
    this.row.setFlag(R.PROBER_HAS_GONE_ON, hasGoneOn);
  }

  /** TSecr of its latest probe; null where that had none. */
  get echo(): number | null {
    return this.row.is(R.PROBER_ECHO_KNOWN) ? this.row.word(R.ECHO) : null;
  }

  set echo(echo: number | null) {
    this.row.setFlag(R.PROBER_ECHO_KNOWN, echo !== null);
    this.row.setWord(R.ECHO, echo ?? 0);
  }

  /** True from an answer that reached the prober, as far as is known, until it goes on. */
  get isAnswered(): boolean {
    return this.row.is(R.PROBER_IS_ANSWERED);
  }

  /** The latest probe of the current run, final or not; 0 where no run is on. */
  get newest(): number {
    return this.row.number(R.RUN) === 0 ? 0 : this.chain.latest;
  }

  /** The last probe that waits for an answer; 0 where none does. */
  get last(): number {
    if (this.waiting === 0) return 0;
    let id = this.newest;
    while (id !== 0 && this.store.isFinal(id)) id = this.earlier(id);
    return id;
  }

  /** A new probe. Its place in the run is written here. `isUnaware`: the last answer did not reach the prober. */
  sent(id: number, isUnaware: boolean = false): void {
    const { store, row } = this;
    if (this.hasGoneOn) this.settle();
    if (this.isAnswered && isUnaware) this.finishWaiting();
    else if (this.isAnswered) this.settle();
    store.setPosition(id, row.add(R.RUN_LENGTH, 1));
    if (row.number(R.RUN) === 0) row.setNumber(R.RUN, id);
    this.chain.append(id);
    row.add(R.WAITING, 1);
    const kind = store.kind(id);
    if (kind !== 'undecided') this.register(id, kind);
    for (let more = this.chain.surplus; more !== 0; more = this.chain.surplus) this.leaveOut(more);
  }

  /** An undecided probe has become one of the two. */
  decided(id: number, kind: ProbeKind): void {
    this.store.setKind(id, kind);
    this.register(id, kind);
    if (this.store.isFinal(id)) this.count(id, 1);
  }

  /** Something answered the probe; earlier ones of the run may still get a late answer of their own. */
  answer(id: number, outcome: ProbeOutcome, frame: number, time: number): void {
    const { store, row } = this;
    const wasFinal = store.isFinal(id);
    if (wasFinal) this.count(id, -1);
    store.answer(id, outcome, frame, time);
    if (wasFinal) this.count(id, 1);
    // An ICMP error is no answer of the peer's: the prober goes on, and so does the run.
    if (outcome === 'icmp-error') return;
    row.setFlag(R.PROBER_IS_ANSWERED, true);
    // Data may have been on its way, or come long after a lost answer.
    if (outcome !== 'data') row.setTime(R.LONGEST_RTT, Math.max(this.longestRtt, time - store.time(id)));
    if (id === row.number(R.RUN) && store.kind(id) === 'probe') this.learnIdle(id);
    if (outcome !== 'data') this.finish(id);
  }

  /**
   * The probe came at the end of its side's idle time, which is no longer than that: probes and answers before it may be
   * lost. What the peer sent while the probe was on its way shows less than any idle time.
   */
  learnIdle(id: number): void {
    const seen = this.store.sincePeer(id);
    // Not a number: it is not known.
    if (!(seen >= IDLE_AT_LEAST && seen < (this.idle ?? Number.POSITIVE_INFINITY))) return;
    this.row.setFlag(R.PROBER_IDLE_KNOWN, true);
    this.row.setTime(R.IDLE, seen);
  }

  /** The latest answer, to `id`, is that of a later probe. `longestRtt`: as it was before that answer. */
  revoke(id: number, longestRtt: number): void {
    this.row.setTime(R.LONGEST_RTT, longestRtt);
    this.count(id, -1);
    this.store.answer(id, 'unanswered', 0, 0);
    this.count(id, 1);
    this.row.setFlag(R.PROBER_IS_ANSWERED, false);
  }

  /** The prober went on to something else, or the run is over: what waits stays as it is. */
  settle(): void {
    this.finishWaiting();
    this.row.setNumber(R.RUN, 0);
    this.row.setNumber(R.RUN_LENGTH, 0);
    this.hasGoneOn = false;
  }

  /** It sent data or FIN at `time`: nothing but an answer that is on its way can belong to what waits. */
  goOn(time: number): void {
    const { last } = this;
    if (last === 0 || time - this.store.time(last) > this.patience) this.settle();
    else this.hasGoneOn = true;
  }

  /**
   * The peer closes, and acknowledges what the newest probe asks about: the prober has heard it, and gives nothing up.
   * The answer of its own, which the probe has met with as well, may still come.
   */
  hearFin(segment: Segment): void {
    const { newest, waiting } = this;
    if (waiting === 0 || distance(this.store.sequence(newest), segment.acknowledgment) !== 1) return;
    this.row.setFlag(R.PROBER_IS_ANSWERED, true);
    this.lastAnswer.take(segment);
  }

  /** The segment, its side's RST, gives up the current run: the first time it does. */
  giveUp({ frame, time }: Segment): void {
    const { row } = this;
    row.gaveUpTime = time;
    row.setRest(R.GAVE_UP_FRAME, frame);
    row.setRest(R.GAVE_UP_FIRST, row.number(R.RUN));
    row.setRest(R.GAVE_UP_LAST, this.newest);
  }

  /** Ids of the keepalive probes of the current run, in order: to the prober, nothing answered them (but for ICMP errors). */
  get inVain(): number[] {
    return probesBetween(this.store, this.row.number(R.RUN), this.newest);
  }

  /** Whether the segment, the prober's next, shows that the last answer did not reach it: to it the run goes on. */
  isUnaware(segment: Segment): boolean {
    return this.isAnswered && this.lastAnswer.isUnknownTo(segment);
  }

  /** The capture ended at `now`: an answer to a probe sent just before may not have come yet. */
  end(now: number): void {
    const pending = this.pendingAt(now);
    if (pending !== 0) this.store.setOutcome(pending, 'pending');
    this.settle();
  }

  /** The last probe that waits, where it was sent so shortly before `now` that its answer may still come; else 0. */
  pendingAt(now: number): number {
    const { last, store } = this;
    if (last === 0 || store.outcome(last) !== 'unanswered') return 0;
    return now - store.time(last) < this.patience ? last : 0;
  }

  /** The probe of the current run before `id`; 0 where there is none. */
  earlier(id: number): number {
    const run = this.row.number(R.RUN);
    return run === 0 || id === run ? 0 : this.store.previous(id);
  }

  /** How long an answer may take, ns. */
  private get patience(): number {
    return Math.max(PATIENCE, 3 * this.longestRtt);
  }

  private finishWaiting(): void {
    for (let id = this.newest; this.waiting > 0 && id !== 0; id = this.earlier(id))
      if (!this.store.isFinal(id)) this.finish(id);
    this.row.setFlag(R.PROBER_IS_ANSWERED, false);
  }

  private register(id: number, kind: ProbeKind): void {
    this.row.add(kind === 'window-probe' ? R.WINDOW_PROBES : R.PROBES, 1);
    if (kind === 'probe') this.row.setFlag(R.PROBER_SENDS_OCTET, this.store.octets(id) === 1);
  }

  private finish(id: number): void {
    this.store.setFinal(id);
    this.row.add(R.WAITING, -1);
    this.count(id, 1);
  }

  private count(id: number, by: 1 | -1): void {
    if (this.store.kind(id) === 'probe') countOutcome(this.row, this.store.outcomeNumber(id), by);
  }

  /** One that still waits is given up as unanswered. */
  private leaveOut(id: number): void {
    if (!this.store.isFinal(id)) this.finish(id);
    const next = this.chain.leaveOut(id);
    if (this.row.number(R.RUN) === id) this.row.setNumber(R.RUN, next);
  }
}
