/**
 * The connections of all shards by their numbers, with what the survey says of each: so that of a million connections
 * the few that somebody asks for are found without making the others.
 */
import { VERDICT_CODES, type VerdictCode } from '../diagnosis/verdict.ts';
import type { FinishedShard } from '../sharding/shard.ts';
import { Timeline } from '../timeline/timeline.ts';
import { ConnectionOrder } from './connection-order.ts';
import { leaders } from './ranking.ts';

export class SurveyedConnections {
  /** Connections that are there, and those that ever were. */
  readonly count: number;
  readonly opened: number;
  /** By place from 0, in the order of numbers: the NOTED_ bits of diagnosis/population/notes.ts. */
  readonly notes: Uint8Array;
  /** Likewise: the verdict's place in VERDICT_CODES. */
  private readonly codes: Uint8Array;
  private readonly shards: readonly FinishedShard[];
  private readonly order: ConnectionOrder;
  private readonly captureEnd: number;

  /** `captureEnd`: the time of the last frame that was read, ns. */
  constructor(shards: readonly FinishedShard[], captureEnd: number) {
    this.shards = shards;
    this.captureEnd = captureEnd;
    this.order = new ConnectionOrder(shards.map(({ rows }) => rows));
    this.count = this.order.count;
    this.opened = this.order.opened;
    this.codes = this.order.gather(shards.map(({ surveyed }) => surveyed.codes));
    this.notes = this.order.gather(shards.map(({ surveyed }) => surveyed.notes));
  }

  /** Ascending; of the connections with these verdicts only, where some are given. */
  *ids(verdicts?: ReadonlySet<VerdictCode>): Generator<number> {
    const isWanted = VERDICT_CODES.map((code) => verdicts?.has(code) ?? true);
    for (let place = 0; place < this.count; place++)
      if (isWanted[this.codes[place] ?? 0]) yield this.order.numberAt(place);
  }

  /** Of the connections with these verdicts, the ids of the `count` with the longest idle gaps, the longest first. */
  idlest(verdicts: ReadonlySet<VerdictCode>, count: number): number[] {
    const { connections } = leaders(
      this.idleGaps(verdicts),
      (one, other) => other.idle - one.idle || one.id - other.id,
      count,
    );
    return connections.map(({ id }) => id);
  }

  /** The number of the connection at a place. */
  idAt(place: number): number {
    return this.order.numberAt(place);
  }

  code(id: number): VerdictCode {
    const code = VERDICT_CODES[this.codes[this.order.placeOf(id)] ?? 0];
    if (code === undefined) throw new RangeError(`no verdict of connection ${id}`);
    return code;
  }

  timeline(id: number): Timeline {
    const shard = this.shardOf(id);
    const row = this.rowOf(id);
    return new Timeline(shard.rows, row, shard.booksOf(row), this.captureEnd, shard.heartbeatsOf(row));
  }

  shardOf(id: number): FinishedShard {
    const shard = this.shards[this.order.shardOf(id)];
    if (shard === undefined) throw new RangeError(`no connection ${id}`);
    return shard;
  }

  rowOf(id: number): number {
    return this.order.rowOf(id);
  }

  /** As long as a report says them (to the nanosecond): what is equal there is equal here. */
  private *idleGaps(verdicts: ReadonlySet<VerdictCode>): Generator<{ id: number; idle: number }> {
    for (const id of this.ids(verdicts)) {
      // Neither its probes nor its heartbeats matter to the gap.
      const timeline = new Timeline(this.shardOf(id).rows, this.rowOf(id), undefined, this.captureEnd);
      yield { id, idle: Math.round(timeline.longestIdle) };
    }
  }
}
