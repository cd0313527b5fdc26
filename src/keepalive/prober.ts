/**
 * One side of a connection as a prober: its probes in order, which of them wait for an answer, and the counts by
 * outcome. It is told what happened and keeps the books; what a segment is, is decided elsewhere.
 *
 * Invariants: the probes of the current run are the last ones of the chain, from `run` on; of these, the ones that are
 * not final wait for an answer. A final outcome is counted once.
 */
import { SECOND } from '../tracking/time.ts';
import type { Segment } from '../wire/segment.ts';
import { type Exchange, PROBE_OUTCOMES, type ProbeKind, type ProbeOutcome } from './exchange.ts';
import type { ExchangeStore } from './exchange-store.ts';
import { LastAnswer } from './last-answer.ts';
import { OutcomeCounts } from './outcome-counts.ts';
import { ProbeChain } from './probe-chain.ts';

/** An answer may take this long at the least before the end of the capture says anything. */
const PATIENCE = SECOND;

/** How many numbers stand for the books of a prober; see Prober.numbers(). */
export const PROBER_NUMBERS: number = 8 + PROBE_OUTCOMES.length;

export class Prober {
  /** Keepalive probes and window probes sent. */
  probes = 0;
  windowProbes = 0;
  /** Probes that are not final. */
  waiting = 0;
  /** Of the latest keepalive probe. */
  payloadOctets: 0 | 1 = 0;
  longestRtt = 0;
  /** The idle time before the last answered probe, ns: keepalives through a closed window are known by it. */
  idle: number | null = null;
  /** It has sent something else since its last probe, to which the answer may still be on its way. */
  hasGoneOn = false;
  readonly lastAnswer: LastAnswer = new LastAnswer();
  private counts = new OutcomeCounts();
  private readonly store: ExchangeStore;
  private readonly chain: ProbeChain;
  /** The first probe of the current run; 0 while none is on. */
  private run = 0;
  /** Probes of the current run. */
  private position = 0;
  /** True from an answer until the next probe: what still waits in the run can only be claimed by a late answer. */
  private answered = false;

  constructor(store: ExchangeStore, limit: number) {
    this.store = store;
    this.chain = new ProbeChain(store, limit);
  }

  /** The books of a prober of another thread, whose run is over: as numbers() gave them. */
  static of(store: ExchangeStore, numbers: ArrayLike<number>): Prober {
    const prober = new Prober(store, 0);
    const [probes, windowProbes, octets, longestRtt, idle, omitted, first, latest] = Array.from(numbers);
    prober.probes = probes ?? 0;
    prober.windowProbes = windowProbes ?? 0;
    prober.payloadOctets = octets === 1 ? 1 : 0;
    prober.longestRtt = longestRtt ?? 0;
    prober.idle = finiteOrNull(idle ?? Number.NaN);
    prober.chain.omitted = omitted ?? 0;
    prober.chain.first = first ?? 0;
    prober.chain.latest = latest ?? 0;
    prober.counts = new OutcomeCounts(Array.from(numbers).slice(8));
    return prober;
  }

  /** What of() makes the same books from; once the capture has ended. */
  numbers(): number[] {
    const { omitted, first, latest } = this.chain;
    const idle = this.idle ?? Number.NaN;
    const own = [this.probes, this.windowProbes, this.payloadOctets, this.longestRtt, idle];
    return [...own, omitted, first, latest, ...this.counts.numbers];
  }

  get omitted(): number {
    return this.chain.omitted;
  }

  get hasProbed(): boolean {
    return this.probes + this.windowProbes > 0;
  }

  /** Keepalive probes by final outcome. */
  get outcomes(): Record<ProbeOutcome, number> {
    return this.counts.record;
  }

  /** True from an answer that reached the prober, as far as is known, until it goes on. */
  get isAnswered(): boolean {
    return this.answered;
  }

  /** The latest probe of the current run, final or not; 0 where no run is on. */
  get newest(): number {
    return this.run === 0 ? 0 : this.chain.latest;
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
    const { store } = this;
    if (this.hasGoneOn) this.settle();
    if (this.answered && isUnaware) this.finishWaiting();
    else if (this.answered) this.settle();
    store.setPosition(id, ++this.position);
    if (this.run === 0) this.run = id;
    this.chain.append(id);
    this.waiting++;
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
    const { store } = this;
    const wasFinal = store.isFinal(id);
    if (wasFinal) this.count(id, -1);
    store.answer(id, outcome, frame, time);
    if (wasFinal) this.count(id, 1);
    // An ICMP error is no answer of the peer's: the prober goes on, and so does the run.
    if (outcome === 'icmp-error') return;
    this.answered = true;
    this.longestRtt = Math.max(this.longestRtt, time - store.time(id));
    if (id === this.run && store.kind(id) === 'probe') this.idle = finiteOrNull(store.sincePeer(id));
    if (outcome !== 'data') this.finish(id);
  }

  /** The latest answer, to `id`, is that of a later probe. `longestRtt`: as it was before that answer. */
  revoke(id: number, longestRtt: number): void {
    this.longestRtt = longestRtt;
    this.count(id, -1);
    this.store.answer(id, 'unanswered', 0, 0);
    this.count(id, 1);
    this.answered = false;
  }

  /** The prober went on to something else, or the run is over: what waits stays as it is. */
  settle(): void {
    this.finishWaiting();
    this.run = 0;
    this.position = 0;
    this.hasGoneOn = false;
  }

  /** It sent data or FIN at `time`: nothing but an answer that is on its way can belong to what waits. */
  goOn(time: number): void {
    const { last } = this;
    if (last === 0 || time - this.store.time(last) > this.patience) this.settle();
    else this.hasGoneOn = true;
  }

  /** Whether the segment, the prober's next, shows that the last answer did not reach it: to it the run goes on. */
  isUnaware(segment: Segment): boolean {
    return this.answered && this.lastAnswer.isUnknownTo(segment);
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
    return this.run === 0 || id === this.run ? 0 : this.store.previous(id);
  }

  /** Ids of the kept probes, the latest first. */
  backwards(): Generator<number> {
    return this.chain.backwards();
  }

  /** The kept exchanges of a kind in the order of their probes. */
  exchanges(kind: ProbeKind): Exchange[] {
    return this.chain.exchanges(kind);
  }

  /** The latest exchange in which the peer answered; null where none is kept. */
  lastAnswered(): Exchange | null {
    return this.chain.lastAnswered();
  }

  read(id: number): Exchange {
    return this.store.read(id);
  }

  /** How long an answer may take, ns. */
  private get patience(): number {
    return Math.max(PATIENCE, 3 * this.longestRtt);
  }

  private finishWaiting(): void {
    for (let id = this.newest; this.waiting > 0 && id !== 0; id = this.earlier(id))
      if (!this.store.isFinal(id)) this.finish(id);
    this.answered = false;
  }

  private register(id: number, kind: ProbeKind): void {
    if (kind === 'window-probe') this.windowProbes++;
    else {
      this.probes++;
      this.payloadOctets = this.store.octets(id);
    }
  }

  private finish(id: number): void {
    this.store.setFinal(id);
    this.waiting--;
    this.count(id, 1);
  }

  private count(id: number, by: 1 | -1): void {
    if (this.store.kind(id) === 'probe') this.counts.add(this.store.outcomeNumber(id), by);
  }

  /** One that still waits is given up as unanswered. */
  private leaveOut(id: number): void {
    if (!this.store.isFinal(id)) this.finish(id);
    const next = this.chain.leaveOut(id);
    if (this.run === id) this.run = next;
  }
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
