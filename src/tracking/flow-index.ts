/**
 * From the two endpoints of a segment to the row of their current connection. Both directions of a flow have the same
 * hash on purpose, so one look-up finds the flow and the comparison tells the direction.
 *
 * Open addressing with linear probing. Each slot is a word (row-layout.ts), in a table that stays in the cache as long as
 * can be: four octets that say where the row is, and enough of the hash that hardly another flow's row is looked at. Behind all words lie
 * the whole hashes, for when slots move, and behind these the scopes. The hash leaves out the scope: flows that differ only in
 * their VLAN or tunnel are neighbours and can be found from one another, and a connection whose packets travel in several
 * scopes has a slot for each.
 */
import type { Segment } from '../wire/segment.ts';
import type { Arena } from './arena.ts';
import {
  COLUMN_OCTETS,
  PLACE_OF_SLOT,
  SLOT_OCTETS,
  SLOT_SCOPED,
  SLOT_TAG_SHIFT,
  SLOTS_OF,
  SLOTS_TAKEN,
} from './index-layout.ts';
import { directionOf } from './key.ts';
import { rowHash } from './row-hash.ts';
import { type Direction, placeOf, type Rows, rowAtPlace } from './rows.ts';

const FIRST_SLOTS = 1 << 12;

export class FlowIndex {
  /** After find(): 1 where the segment goes from responder to originator. Also set for `otherScope`. */
  direction: Direction = 0;
  /** After a find() that said -1: a row of the same endpoints in another scope, or -1; and its scope's direction. */
  otherScope = -1;
  otherDirection: Direction = 0;

  /** Where the words begin in the arena, 0 once it has ended, and how many there are, a power of two; express/ looks flows up there too. */
  place = 0;
  slots: number = FIRST_SLOTS;
  private words: Uint32Array = new Uint32Array();
  private hashes: Int32Array = new Int32Array();
  private scopes: Int32Array = new Int32Array();
  private slot = 0;
  private hash = 0;
  private readonly rows: Rows;
  private readonly arena: Arena;

  constructor(rows: Rows, arena: Arena) {
    this.rows = rows;
    this.arena = arena;
    this.allocate(FIRST_SLOTS);
  }

  /** The row of the segment's flow, or -1. The segment must have its flow hash. */
  find(segment: Segment): number {
    const hash = segment.flowHash;
    const tag = tagOf(hash);
    const mask = this.slots - 1;
    const { words } = this;
    this.hash = hash;
    this.otherScope = -1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const word = words[slot] ?? 0;
      if (word === 0) {
        this.slot = slot;
        return -1;
      }
      if (((word & ~SLOT_SCOPED) ^ tag) >>> SLOT_TAG_SHIFT !== 0) continue;
      const row = rowOf(word);
      const page = this.rows.page(row);
      const at = this.rows.at(row);
      const direction = directionOf(segment, page, at);
      if (direction === -1) continue;
      if (this.scopeOf(slot, word) === segment.scope) {
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
    const isNew = this.words[this.slot] === 0;
    this.write(this.slot, row, this.hash, scope);
    if (isNew && ++this.rows.counts.slots * SLOTS_OF > this.slots * SLOTS_TAKEN) this.grow();
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

  /** No segment comes any more, and nothing is looked for: others may have its memory. */
  end(): void {
    if (this.place === 0) return;
    // Not that of scopes, which may never have been touched, and would take memory now.
    this.arena.release(this.place, 2 * COLUMN_OCTETS * this.slots);
    this.place = 0;
    this.words = new Uint32Array();
    this.hashes = new Int32Array();
    this.scopes = new Int32Array();
  }

  /** Frees the slot, and moves those behind it up that would no longer be found (Knuth, volume 3, 6.4, algorithm R). */
  private close(freed: number): void {
    const { words, hashes } = this;
    const mask = this.slots - 1;
    let hole = freed;
    for (let slot = (hole + 1) & mask; words[slot] !== 0; slot = (slot + 1) & mask) {
      const home = (hashes[slot] ?? 0) & mask;
      // Its look-up begins behind the hole: it does not pass it.
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
      this.move(words[slot] ?? 0, hashes[slot] ?? 0, this.scopeOf(slot, words[slot] ?? 0), hole);
      hole = slot;
    }
    words[hole] = 0;
    this.rows.counts.slots--;
  }

  /** -1: the slot is free. */
  private rowAt(slot: number): number {
    return rowOf(this.words[slot] ?? 0);
  }

  private scopeOf(slot: number, word: number): number {
    return word & SLOT_SCOPED ? (this.scopes[slot] ?? 0) : 0;
  }

  private write(slot: number, row: number, hash: number, scope: number): void {
    const word = (placeOf(row) + 1) | tagOf(hash) | (scope === 0 ? 0 : SLOT_SCOPED);
    this.move(word, hash, scope, slot);
  }

  /** The word, with what belongs to it, comes to `slot`. */
  private move(word: number, hash: number, scope: number, slot: number): void {
    this.words[slot] = word;
    this.hashes[slot] = hash;
    if (scope !== 0) this.scopes[slot] = scope;
  }

  private grow(): void {
    const { place, slots, words, hashes, scopes } = this;
    this.allocate(2 * slots);
    const mask = this.slots - 1;
    for (let from = 0; from < slots; from++) {
      const word = words[from] ?? 0;
      if (word === 0) continue;
      const hash = hashes[from] ?? 0;
      let slot = hash & mask;
      while (this.words[slot] !== 0) slot = (slot + 1) & mask;
      this.move(word, hash, word & SLOT_SCOPED ? (scopes[from] ?? 0) : 0, slot);
    }
    this.arena.release(place, slots * SLOT_OCTETS);
  }

  private allocate(slots: number): void {
    this.place = this.arena.allocate(slots * SLOT_OCTETS);
    this.slots = slots;
    const { buffer } = this.arena;
    this.words = new Uint32Array(buffer, this.place, slots);
    this.hashes = new Int32Array(buffer, this.place + COLUMN_OCTETS * slots, slots);
    this.scopes = new Int32Array(buffer, this.place + 2 * COLUMN_OCTETS * slots, slots);
  }
}

/** The tag of a flow hash, where a word has it. Mixed: the lowest bits say the slot, the highest ones whose flow it is. */
function tagOf(hash: number): number {
  return (Math.imul(hash, 0x85eb_ca6b) >>> 24) << SLOT_TAG_SHIFT;
}

/** -1: the word is of a free slot. */
function rowOf(word: number): number {
  return word === 0 ? -1 : rowAtPlace((word & PLACE_OF_SLOT) - 1);
}
