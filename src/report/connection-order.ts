/**
 * The connections of all shards, numbered in the order of their first frames, as they would be had one thread read all.
 */
import { FIRST_FRAME, type Rows } from '../tracking/rows.ts';

export class ConnectionOrder {
  readonly count: number;
  /** By id less one; null where there is one shard: then rows are in order. */
  private readonly shards: Uint8Array | null = null;
  private readonly rows: Uint32Array | null = null;

  /** `all`: the rows of each shard, at most 256 of them. */
  constructor(all: readonly Rows[]) {
    this.count = all.reduce((sum, rows) => sum + rows.count, 0);
    if (all.length < 2) return;
    this.shards = new Uint8Array(this.count);
    this.rows = new Uint32Array(this.count);
    const heads = all.map((rows, shard) => ({ rows, shard, row: 0, frame: firstFrame(rows, 0) }));
    for (let place = 0; place < this.count; place++) {
      let next = heads[0];
      for (const head of heads) if (next === undefined || head.frame < next.frame) next = head;
      if (next === undefined) return;
      this.shards[place] = next.shard;
      this.rows[place] = next.row++;
      next.frame = firstFrame(next.rows, next.row);
    }
  }

  /** The shard and the row of connection `id`, from 1. */
  shardOf(id: number): number {
    return this.shards?.[id - 1] ?? 0;
  }

  rowOf(id: number): number {
    return this.rows?.[id - 1] ?? id - 1;
  }
}

/** Frames of the timeline; Infinity behind the last row. */
function firstFrame(rows: Rows, row: number): number {
  return row < rows.count
    ? rows.page(row).getUint32(rows.at(row) + FIRST_FRAME, true)
    : Number.POSITIVE_INFINITY;
}
