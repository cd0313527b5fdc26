/**
 * All exchanges of all connections, one row of ROW_OCTETS each in pages that never move, as tracking/rows.ts keeps the
 * connections: a busy capture has millions of them, and as objects they would be most of the memory and of the garbage.
 * A row is known by its id, from 1; 0 is none. Rows are chained to their neighbours of the same prober; freed ones are reused.
 */
import type { Direction, PageSet } from '../tracking/rows.ts';
import type { Segment } from '../wire/segment.ts';
import {
  EXCHANGE_KINDS,
  type Exchange,
  PROBE_OUTCOMES,
  type ProbeKind,
  type ProbeOutcome,
} from './exchange.ts';
import * as E from './exchange-row.ts';

const PAGE_ROWS = 1 << 12;

export class ExchangeStore {
  private readonly pages: DataView<ArrayBuffer>[] = [];
  private used = 0;
  /** First of the freed rows, chained by NEXT; and how many there are. */
  private free = 0;
  private freed = 0;
  private readonly budget: number;

  /** Empty, or with the exchanges of another thread. `budget`: it is full with so many, though it takes more. */
  constructor(from: PageSet | null = null, budget: number = Number.POSITIVE_INFINITY) {
    this.budget = budget;
    if (from === null) return;
    this.used = from.count;
    this.pages = from.pages.map((page) => new DataView(page));
  }

  /** All that the store is, to be transferred. */
  get pageSet(): PageSet {
    return { pages: this.pages.map(({ buffer }) => buffer), count: this.used };
  }

  /** A new probe, unanswered and of no prober's chain yet. `sincePeer`: ns; not finite where the capture does not show it. */
  add(segment: Segment, direction: Direction, sincePeer: number): number {
    const id = this.take();
    const page = this.page(id);
    const at = rowOf(id);
    page.setFloat64(at + E.TIME, segment.time, true);
    page.setUint32(at + E.FRAME, segment.frame, true);
    page.setInt32(at + E.SEQUENCE, segment.sequence, true);
    page.setInt32(at + E.ACKNOWLEDGMENT, segment.acknowledgment, true);
    page.setUint32(at + E.ANSWER_FRAME, 0, true);
    page.setUint32(at + E.PREVIOUS, 0, true);
    page.setUint32(at + E.NEXT, 0, true);
    page.setUint32(at + E.OUTCOME, 0, true);
    page.setUint16(at + E.POSITION, 1, true);
    page.setFloat64(at + E.ANSWER_TIME, 0, true);
    const octets = segment.length === 1 ? 1 : 0;
    page.setUint8(at + E.SENT, octets | (direction << 1) | (segment.hasTimestamps << 2));
    page.setUint16(at + E.IP_ID, segment.ipId, true);
    page.setUint16(at + E.WINDOW, segment.window, true);
    page.setUint8(at + E.FLAGS, segment.flags);
    page.setInt32(at + E.TIMESTAMP, segment.hasTimestamps ? segment.timestampValue : 0, true);
    page.setFloat64(at + E.SINCE_PEER, sincePeer, true);
    return id;
  }

  /** Exchanges that are kept. */
  get size(): number {
    return this.used - this.freed;
  }

  /** Whether probers are asked to leave out what they can. */
  get isFull(): boolean {
    return this.size >= this.budget;
  }

  /** Gives a row back that is in no chain, unless it is pinned. */
  release(id: number): void {
    if ((this.page(id).getUint8(rowOf(id) + E.FINAL) & 2) === 0) this.forget(id);
  }

  /** Gives a row back, whoever kept it: its connection is let go of. */
  forget(id: number): void {
    this.page(id).setUint32(rowOf(id) + E.NEXT, this.free, true);
    this.free = id;
    this.freed++;
  }

  /** Somebody keeps the id: its row is not used again, whatever becomes of its chain. */
  pin(id: number): void {
    this.mark(id, 2);
  }

  /** Chains `id` behind `previous` (0: it is the first). */
  chain(previous: number, id: number): void {
    this.page(id).setUint32(rowOf(id) + E.PREVIOUS, previous, true);
    if (previous !== 0) this.page(previous).setUint32(rowOf(previous) + E.NEXT, id, true);
  }

  /** Takes `id`, which has a neighbour on either side, out of its chain; returns the one after it. */
  unchain(id: number): number {
    const next = this.next(id);
    this.chain(this.previous(id), next);
    return next;
  }

  answer(id: number, outcome: ProbeOutcome, frame: number, time: number): void {
    const page = this.page(id);
    const at = rowOf(id);
    page.setUint8(at + E.OUTCOME, PROBE_OUTCOMES.indexOf(outcome));
    page.setUint32(at + E.ANSWER_FRAME, frame, true);
    page.setFloat64(at + E.ANSWER_TIME, time, true);
  }

  setOutcome(id: number, outcome: ProbeOutcome): void {
    this.page(id).setUint8(rowOf(id) + E.OUTCOME, PROBE_OUTCOMES.indexOf(outcome));
  }

  setKind(id: number, kind: ProbeKind): void {
    this.page(id).setUint8(rowOf(id) + E.KIND, EXCHANGE_KINDS.indexOf(kind));
  }

  setPosition(id: number, position: number): void {
    this.page(id).setUint16(rowOf(id) + E.POSITION, Math.min(position, 0xffff), true);
  }

  setFinal(id: number): void {
    this.mark(id, 1);
  }

  /** The prober had received something between the probe before and this one, by its timestamps. */
  setHeard(id: number): void {
    this.mark(id, 8, E.SENT);
  }

  /** Probes between it and the one before it in the chain were left out. */
  setBehindGap(id: number): void {
    this.mark(id, 16, E.SENT);
  }

  isFinal(id: number): boolean {
    return (this.page(id).getUint8(rowOf(id) + E.FINAL) & 1) !== 0;
  }

  time(id: number): number {
    return this.page(id).getFloat64(rowOf(id) + E.TIME, true);
  }

  /** ns; NaN where the capture does not show it. */
  sincePeer(id: number): number {
    return this.page(id).getFloat64(rowOf(id) + E.SINCE_PEER, true);
  }

  frame(id: number): number {
    return this.page(id).getUint32(rowOf(id) + E.FRAME, true);
  }

  sequence(id: number): number {
    return this.page(id).getInt32(rowOf(id) + E.SEQUENCE, true);
  }

  acknowledgment(id: number): number {
    return this.page(id).getInt32(rowOf(id) + E.ACKNOWLEDGMENT, true);
  }

  previous(id: number): number {
    return this.page(id).getUint32(rowOf(id) + E.PREVIOUS, true);
  }

  next(id: number): number {
    return this.page(id).getUint32(rowOf(id) + E.NEXT, true);
  }

  ipId(id: number): number {
    return this.page(id).getUint16(rowOf(id) + E.IP_ID, true);
  }

  timestamp(id: number): number {
    return this.page(id).getInt32(rowOf(id) + E.TIMESTAMP, true);
  }

  octets(id: number): 0 | 1 {
    return this.page(id).getUint8(rowOf(id) + E.SENT) & 1 ? 1 : 0;
  }

  /** Place of the outcome in PROBE_OUTCOMES. */
  outcomeNumber(id: number): number {
    return this.page(id).getUint8(rowOf(id) + E.OUTCOME);
  }

  outcome(id: number): ProbeOutcome {
    return PROBE_OUTCOMES[this.outcomeNumber(id)] ?? 'unanswered';
  }

  kind(id: number): ProbeKind {
    return EXCHANGE_KINDS[this.page(id).getUint8(rowOf(id) + E.KIND)] ?? 'undecided';
  }

  /** The exchange as a plain object, as it stands now. */
  read(id: number): Exchange {
    const page = this.page(id);
    const at = rowOf(id);
    const sincePeer = page.getFloat64(at + E.SINCE_PEER, true);
    return {
      frame: page.getUint32(at + E.FRAME, true),
      time: page.getFloat64(at + E.TIME, true),
      direction: page.getUint8(at + E.SENT) & 2 ? 1 : 0,
      kind: this.kind(id),
      sequence: page.getInt32(at + E.SEQUENCE, true),
      acknowledgment: page.getInt32(at + E.ACKNOWLEDGMENT, true),
      window: page.getUint16(at + E.WINDOW, true),
      flags: page.getUint8(at + E.FLAGS),
      octets: this.octets(id),
      ipId: this.ipId(id),
      timestamps: (page.getUint8(at + E.SENT) & 4) !== 0,
      heard: (page.getUint8(at + E.SENT) & 8) !== 0,
      isBehindGap: (page.getUint8(at + E.SENT) & 16) !== 0,
      position: page.getUint16(at + E.POSITION, true),
      sincePeer: Number.isFinite(sincePeer) ? sincePeer : null,
      outcome: this.outcome(id),
      answerFrame: page.getUint32(at + E.ANSWER_FRAME, true),
      answerTime: page.getFloat64(at + E.ANSWER_TIME, true),
    };
  }

  private mark(id: number, bit: number, field: number = E.FINAL): void {
    const page = this.page(id);
    page.setUint8(rowOf(id) + field, page.getUint8(rowOf(id) + field) | bit);
  }

  private take(): number {
    const freed = this.free;
    if (freed !== 0) {
      this.free = this.next(freed);
      this.freed--;
      return freed;
    }
    if (this.used === this.pages.length * PAGE_ROWS)
      this.pages.push(new DataView(new ArrayBuffer(PAGE_ROWS * E.ROW_OCTETS)));
    return ++this.used;
  }

  private page(id: number): DataView {
    const page = this.pages[(id - 1) >>> 12];
    if (page === undefined) throw new RangeError(`no exchange ${id}`);
    return page;
  }
}

function rowOf(id: number): number {
  return ((id - 1) & (PAGE_ROWS - 1)) * E.ROW_OCTETS;
}
