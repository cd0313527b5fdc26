/**
 * The connections of all shards by their numbers, with what the survey says of each: so that of a million connections
 * the few that somebody asks for are found without making the others.
 */
import type { NotedConnection } from '../diagnosis/population/population.ts';
import { VERDICT_CODES, type VerdictCode } from '../diagnosis/verdict.ts';
import type { FinishedShard } from '../sharding/shard.ts';
import { endpointOf, type TimelineEndpoint } from '../timeline/endpoint.ts';
import { longestIdle } from '../timeline/lifetime.ts';
import { Timeline } from '../timeline/timeline.ts';
import { ConnectionOrder } from './connection-order.ts';

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
    const idlest: { id: number; idle: number }[] = [];
    for (const id of this.ids(verdicts)) {
      const idle = this.idleGap(id);
      let place = idlest.length;
      // Of equal ones, the lower id is there already.
      while (place > 0 && (idlest[place - 1]?.idle ?? 0) < idle) place--;
      if (place === count) continue;
      idlest.splice(place, 0, { id, idle });
      if (idlest.length > count) idlest.pop();
    }
    return idlest.map(({ id }) => id);
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
    return this.connection(id).timeline;
  }

  connection(id: number): SurveyedConnection {
    return new SurveyedConnection(id, this.shardOf(id), this.rowOf(id), this.code(id), this.captureEnd);
  }

  shardOf(id: number): FinishedShard {
    const shard = this.shards[this.order.shardOf(id)];
    if (shard === undefined) throw new RangeError(`no connection ${id}`);
    return shard;
  }

  rowOf(id: number): number {
    return this.order.rowOf(id);
  }

  /** As long as a report says it (to the nanosecond): what is equal there is equal here. */
  private idleGap(id: number): number {
    const { rows } = this.shardOf(id);
    const row = this.rowOf(id);
    return Math.round(longestIdle(rows.page(row), rows.at(row), this.captureEnd));
  }
}

/** One of them, of which no more is made than is asked for. */
export class SurveyedConnection implements NotedConnection {
  readonly id: number;
  readonly stores: FinishedShard;
  readonly row: number;
  readonly code: VerdictCode;
  private readonly captureEnd: number;
  private made: Timeline | null = null;

  constructor(id: number, stores: FinishedShard, row: number, code: VerdictCode, captureEnd: number) {
    this.id = id;
    this.stores = stores;
    this.row = row;
    this.code = code;
    this.captureEnd = captureEnd;
  }

  get originator(): TimelineEndpoint {
    return endpointOf(this.stores.rows, this.row, 0);
  }

  get responder(): TimelineEndpoint {
    return endpointOf(this.stores.rows, this.row, 1);
  }

  get timeline(): Timeline {
    const { stores, row } = this;
    this.made ??= new Timeline(
      stores.rows,
      row,
      stores.booksOf(row),
      this.captureEnd,
      stores.heartbeatsOf(row),
    );
    return this.made;
  }
}
