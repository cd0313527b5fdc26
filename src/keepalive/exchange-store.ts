/**
 * All exchanges of all connections, one row of ROW_OCTETS each in pages that never move, as tracking/rows.ts keeps the
 * connections: a busy capture has millions of them, and as objects they would be most of the memory and of the garbage.
 * They lie in the arena, where express/ adds probes too. A row is known by its id, from 1; 0 is none. Rows are chained to
 * their neighbours of the same prober; freed ones are reused.
 */
import type { Arena } from '../tracking/arena.ts';
import type { PageSet } from '../tracking/page-set.ts';
import { Pool } from '../tracking/pool.ts';
import type { Direction } from '../tracking/rows.ts';
import type { Segment } from '../wire/segment.ts';
import {
  EXCHANGE_KINDS,
  type Exchange,
  PROBE_OUTCOMES,
  type ProbeKind,
  type ProbeOutcome,
} from './exchange.ts';
import * as R from './exchange-row.ts';

/** As many pages as 32 bits have room for. */
const FORM = { octets: R.ROW_OCTETS, pageShift: R.PAGE_SHIFT, mostPages: 1 << 14 };

export class ExchangeStore {
  readonly pool: Pool;
  /** It is full with so many, though it takes more. */
  readonly budget: number;

  /** Empty and in the arena, or with the exchanges of another thread. */
  constructor(from: Arena | PageSet, budget: number = Number.POSITIVE_INFINITY) {
    this.pool = new Pool(from, FORM);
    this.budget = budget;
  }

  /** A new probe, unanswered and of no prober's chain yet. `sincePeer`: ns; not finite where the capture does not show it. */
  add(segment: Segment, direction: Direction, sincePeer: number): number {
    const id = this.pool.take() + 1;
    R.writeRow(this.page(id), rowOf(id), segment, direction, sincePeer);
    return id;
  }

  /** Exchanges that are kept. */
  get size(): number {
    return this.pool.used;
  }

  /** Whether probers are asked to leave out what they can. */
  get isFull(): boolean {
    return this.size >= this.budget;
  }

  /** Gives a row back that is in no chain, unless it is pinned. */
  release(id: number): void {
    if ((this.page(id).getUint8(rowOf(id) + R.FINAL) & R.MARK_PINNED) === 0) this.forget(id);
  }

  /** Gives a row back, whoever kept it: its connection is let go of. */
  forget(id: number): void {
    this.pool.release(id - 1);
  }

  /** Somebody keeps the id: its row is not used again, whatever becomes of its chain. */
  pin(id: number): void {
    this.mark(id, R.MARK_PINNED);
  }

  /** Chains `id` behind `previous` (0: it is the first). */
  chain(previous: number, id: number): void {
    this.page(id).setUint32(rowOf(id) + R.PREVIOUS, previous, true);
    if (previous !== 0) this.page(previous).setUint32(rowOf(previous) + R.NEXT, id, true);
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
    page.setUint8(at + R.OUTCOME, PROBE_OUTCOMES.indexOf(outcome));
    page.setUint32(at + R.ANSWER_FRAME, frame, true);
    page.setFloat64(at + R.ANSWER_TIME, time, true);
  }

  setOutcome(id: number, outcome: ProbeOutcome): void {
    this.page(id).setUint8(rowOf(id) + R.OUTCOME, PROBE_OUTCOMES.indexOf(outcome));
  }

  setKind(id: number, kind: ProbeKind): void {
    this.page(id).setUint8(rowOf(id) + R.KIND, EXCHANGE_KINDS.indexOf(kind));
  }

  setPosition(id: number, position: number): void {
    this.page(id).setUint16(rowOf(id) + R.POSITION, Math.min(position, 0xffff), true);
  }

  setFinal(id: number): void {
    this.mark(id, R.MARK_FINAL);
  }

  /** Sets SENT_ bits that are known only when the probe is read. */
  setSent(id: number, bits: number): void {
    this.mark(id, bits, R.SENT);
  }

  /** Probes between it and the one before it in the chain were left out. */
  setBehindGap(id: number): void {
    this.mark(id, R.MARK_BEHIND_GAP);
  }

  isFinal(id: number): boolean {
    return (this.page(id).getUint8(rowOf(id) + R.FINAL) & R.MARK_FINAL) !== 0;
  }

  time(id: number): number {
    return this.page(id).getFloat64(rowOf(id) + R.TIME, true);
  }

  /** Place among the probes of its side since the last answer, from 1. */
  position(id: number): number {
    return this.page(id).getUint16(rowOf(id) + R.POSITION, true);
  }

  /** ns; NaN where the capture does not show it. */
  sincePeer(id: number): number {
    return this.page(id).getFloat64(rowOf(id) + R.SINCE_PEER, true);
  }

  frame(id: number): number {
    return this.page(id).getUint32(rowOf(id) + R.FRAME, true);
  }

  sequence(id: number): number {
    return this.page(id).getInt32(rowOf(id) + R.SEQUENCE, true);
  }

  acknowledgment(id: number): number {
    return this.page(id).getInt32(rowOf(id) + R.ACKNOWLEDGMENT, true);
  }

  previous(id: number): number {
    return this.page(id).getUint32(rowOf(id) + R.PREVIOUS, true);
  }

  next(id: number): number {
    return this.page(id).getUint32(rowOf(id) + R.NEXT, true);
  }

  ipId(id: number): number {
    return this.page(id).getUint16(rowOf(id) + R.IP_ID, true);
  }

  timestamp(id: number): number {
    return this.page(id).getInt32(rowOf(id) + R.TIMESTAMP, true);
  }

  octets(id: number): 0 | 1 {
    return this.page(id).getUint8(rowOf(id) + R.SENT) & R.SENT_OCTET ? 1 : 0;
  }

  /** Place of the outcome in PROBE_OUTCOMES. */
  outcomeNumber(id: number): number {
    return this.page(id).getUint8(rowOf(id) + R.OUTCOME);
  }

  outcome(id: number): ProbeOutcome {
    return PROBE_OUTCOMES[this.outcomeNumber(id)] ?? 'unanswered';
  }

  kind(id: number): ProbeKind {
    return EXCHANGE_KINDS[this.page(id).getUint8(rowOf(id) + R.KIND)] ?? 'undecided';
  }

  /** The exchange as a plain object, as it stands now. */
  read(id: number): Exchange {
    return R.readRow(this.page(id), rowOf(id));
  }

  private mark(id: number, bit: number, field: number = R.FINAL): void {
    const page = this.page(id);
    page.setUint8(rowOf(id) + field, page.getUint8(rowOf(id) + field) | bit);
  }

  private page(id: number): DataView {
    return this.pool.page(id - 1);
  }
}

function rowOf(id: number): number {
  return ((id - 1) & ((1 << R.PAGE_SHIFT) - 1)) * R.ROW_OCTETS;
}
