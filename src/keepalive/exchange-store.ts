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

const TIME = 0;
/** Float64: NaN where the capture does not show it. */
const SINCE_PEER = 8;
const ANSWER_TIME = 16;
const FRAME = 24;
const ANSWER_FRAME = 28;
const SEQUENCE = 32;
const ACKNOWLEDGMENT = 36;
const PREVIOUS = 40;
const NEXT = 44;
const IP_ID = 48;
const POSITION = 50;
const OUTCOME = 52;
const KIND = 53;
/** 1: the probe carries the garbage octet; 2: it is the responder's; 4: it has timestamps; 8: something was heard before it. */
const SENT = 54;
/** 1: the outcome is final; 2: the exchange is pinned. */
const FINAL = 55;
/** Int32: TSval, or 0 where the probe has none. */
const TIMESTAMP = 56;
/** Uint16: the prober's window, unscaled. */
const WINDOW = 60;
/** Uint8: the probe's control bits. */
const FLAGS = 62;
const ROW_OCTETS = 64;
const PAGE_ROWS = 1 << 12;

export class ExchangeStore {
  private readonly pages: DataView<ArrayBuffer>[] = [];
  private used = 0;
  /** First of the freed rows, chained by NEXT. */
  private free = 0;

  /** Empty, or with the exchanges of another thread. */
  constructor(from: PageSet | null = null) {
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
    page.setFloat64(at + TIME, segment.time, true);
    page.setUint32(at + FRAME, segment.frame, true);
    page.setInt32(at + SEQUENCE, segment.sequence, true);
    page.setInt32(at + ACKNOWLEDGMENT, segment.acknowledgment, true);
    page.setUint32(at + ANSWER_FRAME, 0, true);
    page.setUint32(at + PREVIOUS, 0, true);
    page.setUint32(at + NEXT, 0, true);
    page.setUint32(at + OUTCOME, 0, true);
    page.setUint16(at + POSITION, 1, true);
    page.setFloat64(at + ANSWER_TIME, 0, true);
    const octets = segment.length === 1 ? 1 : 0;
    page.setUint8(at + SENT, octets | (direction << 1) | (segment.hasTimestamps << 2));
    page.setUint16(at + IP_ID, segment.ipId, true);
    page.setUint16(at + WINDOW, segment.window, true);
    page.setUint8(at + FLAGS, segment.flags);
    page.setInt32(at + TIMESTAMP, segment.hasTimestamps ? segment.timestampValue : 0, true);
    page.setFloat64(at + SINCE_PEER, sincePeer, true);
    return id;
  }

  /** Gives a row back that is in no chain, unless it is pinned. */
  release(id: number): void {
    const page = this.page(id);
    if (page.getUint8(rowOf(id) + FINAL) & 2) return;
    page.setUint32(rowOf(id) + NEXT, this.free, true);
    this.free = id;
  }

  /** Somebody keeps the id: its row is not used again, whatever becomes of its chain. */
  pin(id: number): void {
    this.mark(id, 2);
  }

  /** Chains `id` behind `previous` (0: it is the first). */
  chain(previous: number, id: number): void {
    this.page(id).setUint32(rowOf(id) + PREVIOUS, previous, true);
    if (previous !== 0) this.page(previous).setUint32(rowOf(previous) + NEXT, id, true);
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
    page.setUint8(at + OUTCOME, PROBE_OUTCOMES.indexOf(outcome));
    page.setUint32(at + ANSWER_FRAME, frame, true);
    page.setFloat64(at + ANSWER_TIME, time, true);
  }

  setOutcome(id: number, outcome: ProbeOutcome): void {
    this.page(id).setUint8(rowOf(id) + OUTCOME, PROBE_OUTCOMES.indexOf(outcome));
  }

  setKind(id: number, kind: ProbeKind): void {
    this.page(id).setUint8(rowOf(id) + KIND, EXCHANGE_KINDS.indexOf(kind));
  }

  setPosition(id: number, position: number): void {
    this.page(id).setUint16(rowOf(id) + POSITION, Math.min(position, 0xffff), true);
  }

  setFinal(id: number): void {
    this.mark(id, 1);
  }

  /** The prober had received something between the probe before and this one, by its timestamps. */
  setHeard(id: number): void {
    this.mark(id, 8, SENT);
  }

  isFinal(id: number): boolean {
    return (this.page(id).getUint8(rowOf(id) + FINAL) & 1) !== 0;
  }

  time(id: number): number {
    return this.page(id).getFloat64(rowOf(id) + TIME, true);
  }

  /** ns; NaN where the capture does not show it. */
  sincePeer(id: number): number {
    return this.page(id).getFloat64(rowOf(id) + SINCE_PEER, true);
  }

  frame(id: number): number {
    return this.page(id).getUint32(rowOf(id) + FRAME, true);
  }

  sequence(id: number): number {
    return this.page(id).getInt32(rowOf(id) + SEQUENCE, true);
  }

  acknowledgment(id: number): number {
    return this.page(id).getInt32(rowOf(id) + ACKNOWLEDGMENT, true);
  }

  previous(id: number): number {
    return this.page(id).getUint32(rowOf(id) + PREVIOUS, true);
  }

  next(id: number): number {
    return this.page(id).getUint32(rowOf(id) + NEXT, true);
  }

  ipId(id: number): number {
    return this.page(id).getUint16(rowOf(id) + IP_ID, true);
  }

  timestamp(id: number): number {
    return this.page(id).getInt32(rowOf(id) + TIMESTAMP, true);
  }

  octets(id: number): 0 | 1 {
    return this.page(id).getUint8(rowOf(id) + SENT) & 1 ? 1 : 0;
  }

  /** Place of the outcome in PROBE_OUTCOMES. */
  outcomeNumber(id: number): number {
    return this.page(id).getUint8(rowOf(id) + OUTCOME);
  }

  outcome(id: number): ProbeOutcome {
    return PROBE_OUTCOMES[this.outcomeNumber(id)] ?? 'unanswered';
  }

  kind(id: number): ProbeKind {
    return EXCHANGE_KINDS[this.page(id).getUint8(rowOf(id) + KIND)] ?? 'undecided';
  }

  /** The exchange as a plain object, as it stands now. */
  read(id: number): Exchange {
    const page = this.page(id);
    const at = rowOf(id);
    const sincePeer = page.getFloat64(at + SINCE_PEER, true);
    return {
      frame: page.getUint32(at + FRAME, true),
      time: page.getFloat64(at + TIME, true),
      direction: page.getUint8(at + SENT) & 2 ? 1 : 0,
      kind: this.kind(id),
      sequence: page.getInt32(at + SEQUENCE, true),
      acknowledgment: page.getInt32(at + ACKNOWLEDGMENT, true),
      window: page.getUint16(at + WINDOW, true),
      flags: page.getUint8(at + FLAGS),
      octets: this.octets(id),
      ipId: this.ipId(id),
      timestamps: (page.getUint8(at + SENT) & 4) !== 0,
      heard: (page.getUint8(at + SENT) & 8) !== 0,
      position: page.getUint16(at + POSITION, true),
      sincePeer: Number.isFinite(sincePeer) ? sincePeer : null,
      outcome: this.outcome(id),
      answerFrame: page.getUint32(at + ANSWER_FRAME, true),
      answerTime: page.getFloat64(at + ANSWER_TIME, true),
    };
  }

  private mark(id: number, bit: number, field: number = FINAL): void {
    const page = this.page(id);
    page.setUint8(rowOf(id) + field, page.getUint8(rowOf(id) + field) | bit);
  }

  private take(): number {
    const freed = this.free;
    if (freed !== 0) {
      this.free = this.next(freed);
      return freed;
    }
    if (this.used === this.pages.length * PAGE_ROWS)
      this.pages.push(new DataView(new ArrayBuffer(PAGE_ROWS * ROW_OCTETS)));
    return ++this.used;
  }

  private page(id: number): DataView {
    const page = this.pages[(id - 1) >>> 12];
    if (page === undefined) throw new RangeError(`no exchange ${id}`);
    return page;
  }
}

function rowOf(id: number): number {
  return ((id - 1) & (PAGE_ROWS - 1)) * ROW_OCTETS;
}
