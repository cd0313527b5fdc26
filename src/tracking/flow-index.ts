/**
 * From the two endpoints of a segment to the row of their current connection. Both directions of a flow have the same
 * hash on purpose, so one look-up finds the flow and the comparison tells the direction.
 *
 * Open addressing with linear probing over slots of three Int32: the hash, the row plus one (0 = free), and the scope.
 * The hash leaves out the scope: flows that differ only in their VLAN or tunnel are neighbours and can be found from one
 * another, and a connection whose packets travel in several scopes has a slot for each.
 */
import type { Segment } from '../wire/segment.ts';
import type { Arena } from './arena.ts';
import { directionOf } from './key.ts';
import { rowHash } from './row-hash.ts';
import { SLOT_OCTETS, SLOT_ROW, SLOT_SCOPE } from './row-layout.ts';
import type { Direction, Rows } from './rows.ts';

const FIRST_SLOTS = 1 << 12;

export class FlowIndex {
  /** After find(): 1 where the segment goes from responder to originator. Also set for `otherScope`. */
  direction: Direction = 0;
  /** After a find() that said -1: a row of the same endpoints in another scope, or -1; and its scope's direction. */
  otherScope = -1;
  otherDirection: Direction = 0;

  /** Where the slots begin in the arena, and how many there are, a power of two; express/ looks flows up there too. */
  place: number;
  slots: number = FIRST_SLOTS;
  private table: DataView;
  private slot = 0;
  private hash = 0;
  private readonly rows: Rows;
  private readonly arena: Arena;

  constructor(rows: Rows, arena: Arena) {
    this.rows = rows;
    this.arena = arena;
    this.place = arena.allocate(FIRST_SLOTS * SLOT_OCTETS);
    this.table = this.tableAt(this.place);
  }

  /** The row of the segment's flow, or -1. The segment must have its flow hash. */
  find(segment: Segment): number {
    const hash = segment.flowHash;
    const mask = this.slots - 1;
    const table = this.table;
    this.hash = hash;
    this.otherScope = -1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const row = table.getInt32(slot * SLOT_OCTETS + SLOT_ROW, true) - 1;
      if (row < 0) {
        this.slot = slot;
        return -1;
      }
      if (table.getInt32(slot * SLOT_OCTETS, true) !== hash) continue;
      const page = this.rows.page(row);
      const at = this.rows.at(row);
      const direction = directionOf(segment, page, at);
      if (direction === -1) continue;
      if (table.getInt32(slot * SLOT_OCTETS + SLOT_SCOPE, true) === segment.scope) {
        this.slot = slot;
        this.direction = direction;
        return row;
      }
      this.otherScope = row;
      this.otherDirection = direction;
    }
  }

  /** Makes `row` the current one of the flow and scope that find() looked for last. */
  put(row: number, scope: number): void {
    const place = this.slot * SLOT_OCTETS;
    const isNew = this.table.getInt32(place + SLOT_ROW, true) === 0;
    this.table.setInt32(place, this.hash, true);
    this.table.setInt32(place + SLOT_ROW, row + 1, true);
    this.table.setInt32(place + SLOT_SCOPE, scope, true);
    if (isNew && ++this.rows.counts.slots * 2 > this.slots) this.grow();
  }

  /** Forgets a row, in every scope: its flow is not known any more. The slot of the last find() means nothing then. */
  remove(row: number): void {
    const mask = this.slots - 1;
    let slot = rowHash(this.rows.page(row), this.rows.at(row)) & mask;
    for (let found = this.rowAt(slot); found >= 0; found = this.rowAt(slot)) {
      if (found === row) this.close(slot);
      else slot = (slot + 1) & mask;
    }
  }

  /** Frees the slot, and moves those behind it up that would no longer be found (Knuth, volume 3, 6.4, algorithm R). */
  private close(freed: number): void {
    const mask = this.slots - 1;
    let hole = freed;
    for (let slot = (hole + 1) & mask; this.rowAt(slot) >= 0; slot = (slot + 1) & mask) {
      const home = this.table.getInt32(slot * SLOT_OCTETS, true) & mask;
      // Its look-up begins behind the hole: it does not pass it.
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
      for (let octet = 0; octet < SLOT_OCTETS; octet += 4)
        this.table.setInt32(
          hole * SLOT_OCTETS + octet,
          this.table.getInt32(slot * SLOT_OCTETS + octet, true),
          true,
        );
      hole = slot;
    }
    this.table.setInt32(hole * SLOT_OCTETS + SLOT_ROW, 0, true);
    this.rows.counts.slots--;
  }

  /** -1: the slot is free. */
  private rowAt(slot: number): number {
    return this.table.getInt32(slot * SLOT_OCTETS + SLOT_ROW, true) - 1;
  }

  private grow(): void {
    const count = this.slots;
    const before = this.place;
    const old = this.table;
    this.place = this.arena.allocate(2 * count * SLOT_OCTETS);
    this.slots = 2 * count;
    this.table = this.tableAt(this.place);
    const mask = this.slots - 1;
    for (let from = 0; from < count * SLOT_OCTETS; from += SLOT_OCTETS) {
      const row = old.getInt32(from + SLOT_ROW, true);
      if (row === 0) continue;
      const hash = old.getInt32(from, true);
      let slot = hash & mask;
      while (this.table.getInt32(slot * SLOT_OCTETS + SLOT_ROW, true) !== 0) slot = (slot + 1) & mask;
      this.table.setInt32(slot * SLOT_OCTETS, hash, true);
      this.table.setInt32(slot * SLOT_OCTETS + SLOT_ROW, row, true);
      this.table.setInt32(slot * SLOT_OCTETS + SLOT_SCOPE, old.getInt32(from + SLOT_SCOPE, true), true);
    }
    this.arena.release(before, count * SLOT_OCTETS);
  }

  private tableAt(place: number): DataView {
    return new DataView(this.arena.buffer, place, this.slots * SLOT_OCTETS);
  }
}
