/**
 * A finished shard on its way from a worker to the main thread: the pages of its rows and exchanges, which change hands
 * without being copied, and the probers as plain numbers, which cost a tenth of what objects would.
 */
import type { Survey } from '../diagnosis/survey.ts';
import type { Heartbeats } from '../heartbeat/heartbeat.ts';
import { type GiveUpIds, type LostStateIds, StoredGiveUp, StoredLostState } from '../keepalive/endings.ts';
import { ExchangeStore } from '../keepalive/exchange-store.ts';
import { PROBER_NUMBERS, Prober } from '../keepalive/prober.ts';
import type { ProbeBooks } from '../keepalive/watch.ts';
import type { PageSet, RowSet } from '../tracking/page-set.ts';
import { Rows } from '../tracking/rows.ts';
import type { Evicted } from './eviction.ts';
import type { FinishedShard, Shard } from './shard.ts';

/** How a few connections ended: given up, or reset by a peer that had lost them. */
interface Ending {
  row: number;
  gaveUp: GiveUpIds[];
  lostState: LostStateIds | null;
}

export interface HandOver {
  rows: RowSet;
  exchanges: PageSet;
  /** For each side that has probed: row, direction, PROBER_NUMBERS numbers. */
  probers: Float64Array<ArrayBuffer>;
  endings: Ending[];
  /** Plain values, few as they are. */
  heartbeats: ReadonlyMap<number, Heartbeats>;
  surveyed: Survey;
  evicted: Evicted;
}

const ENTRY_NUMBERS = 2 + PROBER_NUMBERS;

/** What the shard leaves behind, and what of it to transfer. The shard must not be used afterwards. */
export function handOver(
  shard: Shard,
  { surveyed, evicted }: FinishedShard,
): { message: HandOver; transfer: ArrayBuffer[] } {
  const numbers: number[] = [];
  const endings: Ending[] = [];
  for (const { row, sides, gaveUp, lostState } of shard.observer.watched()) {
    for (const direction of [0, 1] as const) {
      const prober = sides[direction]?.prober;
      if (prober?.hasProbed) numbers.push(row, direction, ...prober.numbers());
    }
    if (gaveUp !== null || lostState !== null)
      endings.push({ row, gaveUp: gaveUp?.map(({ ids }) => ids) ?? [], lostState: lostState?.ids ?? null });
  }
  const rows = shard.rows.rowSet;
  const exchanges = shard.exchanges.pageSet;
  const probers = Float64Array.from(numbers);
  const heartbeats = new Map(shard.heartbeats.all());
  return {
    message: { rows, exchanges, probers, endings, heartbeats, surveyed, evicted },
    transfer: [
      ...rows.pages,
      ...exchanges.pages,
      probers.buffer,
      surveyed.codes.buffer,
      surveyed.notes.buffer,
    ],
  };
}

/** The shard of another thread, as far as reports want it. */
export class HandedShard implements FinishedShard {
  readonly rows: Rows;
  readonly exchanges: ExchangeStore;
  readonly surveyed: Survey;
  readonly evicted: Evicted;
  private readonly probers: Float64Array;
  /** By row and direction: the entry in `probers` plus one; 0 = that side never probed. */
  private readonly entries: Uint32Array;
  private readonly endings: Map<number, Ending>;
  private readonly heartbeats: ReadonlyMap<number, Heartbeats>;

  constructor({ rows, exchanges, probers, endings, heartbeats, surveyed, evicted }: HandOver) {
    this.heartbeats = heartbeats;
    this.surveyed = surveyed;
    this.evicted = evicted;
    this.rows = new Rows(rows);
    this.exchanges = new ExchangeStore(exchanges);
    this.probers = probers;
    this.entries = new Uint32Array(2 * rows.count);
    for (let at = 0; at < probers.length; at += ENTRY_NUMBERS)
      this.entries[2 * (probers[at] ?? 0) + (probers[at + 1] ?? 0)] = at + 1;
    this.endings = new Map(endings.map((ending) => [ending.row, ending]));
  }

  booksOf(row: number): ProbeBooks | undefined {
    const sides = [this.side(row, 0), this.side(row, 1)] as const;
    const ending = this.endings.get(row);
    if (sides[0] === null && sides[1] === null && ending === undefined) return undefined;
    const gaveUp = ending?.gaveUp.map((ids) => new StoredGiveUp(this.exchanges, ids)) ?? null;
    const lostIds = ending?.lostState ?? null;
    return { sides, gaveUp, lostState: lostIds && new StoredLostState(this.exchanges, lostIds) };
  }

  heartbeatsOf(row: number): Heartbeats | undefined {
    return this.heartbeats.get(row);
  }

  private side(row: number, direction: 0 | 1): { prober: Prober } | null {
    const entry = this.entries[2 * row + direction] ?? 0;
    if (entry === 0) return null;
    const at = entry - 1 + 2;
    return { prober: Prober.of(this.exchanges, this.probers.subarray(at, at + PROBER_NUMBERS)) };
  }
}
