/**
 * The connections of all shards, numbered in the order of their first frames, as they would be had one thread read all.
 * Those that were let go of keep their numbers. With several shards it is not known how many of them lay between two
 * connections of other shards; then a number is the smallest one possible: still unique, and in order.
 */
import type { Rows } from '../tracking/rows.ts';

/** The connections of a shard, and by row the frame of the timeline with which each begins. */
export interface BegunRows {
  rows: Rows;
  firstFrames: Uint32Array;
}

export class ConnectionOrder {
  /** Connections that are there, and those that ever were. */
  readonly count: number;
  readonly opened: number;
  /** By place, the connections' numbers; null: the place plus one. */
  private readonly ids: Uint32Array | null = null;
  /** By place; null where there is one shard and every row is that of the number less one. */
  private readonly shards: Uint8Array | null = null;
  private readonly rows: Uint32Array | null = null;

  /** `all`: those of each shard, at most 256 of them. */
  constructor(all: readonly BegunRows[]) {
    this.count = all.reduce((sum, { rows }) => sum + rows.used, 0);
    this.opened = all.reduce((sum, { rows }) => sum + rows.opened, 0);
    const isWhole = this.count === this.opened;
    if (all.length < 2 && isWhole) return;
    this.ids = isWhole ? null : new Uint32Array(this.count);
    this.shards = new Uint8Array(this.count);
    this.rows = new Uint32Array(this.count);
    this.merge(all.map((begun) => new Head(begun)));
  }

  /** The numbers of all connections that are there, ascending. */
  *numbers(): Generator<number> {
    for (let place = 0; place < this.count; place++) yield this.numberAt(place);
  }

  /** The number of the connection at `place`, from 0. */
  numberAt(place: number): number {
    return this.ids?.[place] ?? place + 1;
  }

  /** What `parts` say of each shard's rows, by place. */
  gather(parts: readonly Uint8Array[]): Uint8Array {
    const { shards, rows } = this;
    if (shards === null || rows === null) return parts[0] ?? new Uint8Array(0);
    const gathered = new Uint8Array(this.count);
    for (let place = 0; place < this.count; place++)
      gathered[place] = parts[shards[place] ?? 0]?.[rows[place] ?? 0] ?? 0;
    return gathered;
  }

  /** The shard and the row of connection `id`; a RangeError where it is not there. */
  shardOf(id: number): number {
    return this.shardAt(this.placeOf(id));
  }

  rowOf(id: number): number {
    return this.rowAt(this.placeOf(id));
  }

  /** The same of the connection at `place`. */
  shardAt(place: number): number {
    return this.shards?.[place] ?? 0;
  }

  rowAt(place: number): number {
    return this.rows?.[place] ?? place;
  }

  /** A RangeError where connection `id` is not there. */
  placeOf(id: number): number {
    const { ids } = this;
    let place = id - 1;
    if (ids !== null) {
      let end = this.count;
      for (place = 0; place < end; ) {
        const middle = (place + end) >>> 1;
        if ((ids[middle] ?? 0) < id) place = middle + 1;
        else end = middle;
      }
      if (ids[place] !== id) place = -1;
    }
    if (place < 0 || place >= this.count) throw new RangeError(`no connection ${id}`);
    return place;
  }

  /**
   * Fills the columns: of the shards' next connections, the one that begins first is the next of all. Of 100,000 connections
   * most pass before V8 has compiled this, so nothing is called for each of them.
   */
  private merge(heads: readonly Head[]): void {
    const { ids, shards, rows, count } = this;
    if (shards === null || rows === null) return;
    const passed = new Uint32Array(heads.length);
    const nextRows = Uint32Array.from(heads, ({ order }) => order?.[0] ?? 0);
    const frames = Float64Array.from(heads, ({ count, order, firstFrames }) =>
      count === 0 ? Number.POSITIVE_INFINITY : (firstFrames[order?.[0] ?? 0] ?? 0),
    );
    let id = 0;
    for (let place = 0; place < count; place++) {
      let shard = 0;
      for (let other = 1; other < frames.length; other++)
        if ((frames[other] ?? 0) < (frames[shard] ?? 0)) shard = other;
      const row = nextRows[shard] ?? 0;
      const head = heads[shard];
      if (head === undefined) return;
      shards[place] = shard;
      rows[place] = row;
      if (ids !== null) {
        id += head.step(row);
        ids[place] = id;
      }
      const next = (passed[shard] ?? 0) + 1;
      const nextRow = head.order === null ? next : (head.order[next] ?? 0);
      passed[shard] = next;
      nextRows[shard] = nextRow;
      frames[shard] = next === head.count ? Number.POSITIVE_INFINITY : (head.firstFrames[nextRow] ?? 0);
    }
  }
}

/** How far the connections of a shard are numbered. */
class Head {
  readonly count: number;
  readonly firstFrames: Uint32Array;
  /** The rows in the order of their connections; null: row by row, as no row was used twice. */
  readonly order: Uint32Array | null;
  private readonly rows: Rows;
  /** The number of the connection before. */
  private before = 0;

  constructor({ rows, firstFrames }: BegunRows) {
    this.count = rows.used;
    this.firstFrames = firstFrames;
    this.order = rows.used === rows.opened ? null : inOrder(rows);
    this.rows = rows;
  }

  /** By how much the number of the row is above the one before it in this shard; asked once for each, in order. */
  step(row: number): number {
    const number = this.rows.numberOf(row);
    const step = number - this.before;
    this.before = number;
    return step;
  }
}

/** The rows in use, by their connections' numbers. */
function inOrder(rows: Rows): Uint32Array {
  const numbers = new Uint32Array(rows.count);
  for (const row of rows.inUse()) numbers[row] = rows.numberOf(row);
  return Uint32Array.from(rows.inUse()).sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
}
