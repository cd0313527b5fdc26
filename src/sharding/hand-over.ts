/**
 * A finished shard on its way from a worker to the main thread: where its rows, probers, exchanges and judgements lie in memory
 * that both see, and what few connections have besides as plain objects.
 */
import type { Survey } from '../diagnosis/survey.ts';
import { type BookSet, BookStore } from '../heartbeat/book-store.ts';
import { bookOf } from '../heartbeat/books.ts';
import { heartbeatsOf } from '../heartbeat/conclusions.ts';
import type { Heartbeats } from '../heartbeat/heartbeat.ts';
import { type GiveUpIds, type LostStateIds, StoredGiveUp, StoredLostState } from '../keepalive/endings.ts';
import { ExchangeStore } from '../keepalive/exchange-store.ts';
import { giveUpsOf } from '../keepalive/given-up.ts';
import { type ProbeBooks, sidesOf } from '../keepalive/probe-books.ts';
import { type ProberSet, ProberStore } from '../keepalive/prober-store.ts';
import type { PageSet, RowSet } from '../tracking/page-set.ts';
import { Rows } from '../tracking/rows.ts';
import type { Evicted } from './eviction.ts';
import type { FinishedShard, Shard } from './shard.ts';

/** How a few connections ended, as their rows do not say it: given up, or reset by a peer that had lost them. */
interface Ending {
  row: number;
  gaveUp: GiveUpIds[];
  lostState: LostStateIds | null;
}

export interface HandOver {
  rows: RowSet;
  exchanges: PageSet;
  probers: ProberSet;
  endings: Ending[];
  heartbeats: BookSet;
  surveyed: Survey;
  evicted: Evicted;
}

/** What the shard leaves behind. The shard must not be used afterwards. */
export function handOver(shard: Shard, { surveyed, evicted }: FinishedShard): HandOver {
  const endings: Ending[] = [];
  for (const { row, gaveUp, lostState } of shard.endings())
    endings.push({ row, gaveUp: gaveUp?.map(({ ids }) => ids) ?? [], lostState: lostState?.ids ?? null });
  const rows = shard.rows.rowSet;
  const exchanges = shard.exchanges.pool.pageSet;
  const probers = shard.observer.probers.proberSet;
  const heartbeats = shard.heartbeats.store.bookSet;
  return { rows, exchanges, probers, endings, heartbeats, surveyed, evicted };
}

/** The shard of another thread, as far as reports want it. */
export class HandedShard implements FinishedShard {
  readonly rows: Rows;
  readonly exchanges: ExchangeStore;
  readonly surveyed: Survey;
  readonly evicted: Evicted;
  readonly probers: ProberStore;
  private readonly endings: Map<number, Ending>;
  private readonly heartbeats: BookStore;

  constructor({ rows, exchanges, probers, endings, heartbeats, surveyed, evicted }: HandOver) {
    this.heartbeats = new BookStore(heartbeats);
    this.surveyed = surveyed;
    this.evicted = evicted;
    this.rows = new Rows(rows);
    this.exchanges = new ExchangeStore(exchanges);
    this.probers = new ProberStore(probers);
    this.endings = new Map(endings.map((ending) => [ending.row, ending]));
  }

  booksOf(row: number): ProbeBooks | undefined {
    const sides = sidesOf(this, row);
    const ending = this.endings.get(row);
    if (ending === undefined) {
      const isOrdinary = sides[0] === null && sides[1] === null;
      return isOrdinary ? undefined : { sides, gaveUp: giveUpsOf(this, row), lostState: null };
    }
    const gaveUp = ending.gaveUp.map((ids) => new StoredGiveUp(this.exchanges, ids));
    const lostIds = ending.lostState;
    return { sides, gaveUp, lostState: lostIds && new StoredLostState(this.exchanges, lostIds) };
  }

  heartbeatsOf(row: number): Heartbeats | undefined {
    const book = bookOf(this.heartbeats, row);
    return (book && heartbeatsOf(book)) ?? undefined;
  }
}
