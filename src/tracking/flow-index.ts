/**
 * From the two endpoints of a segment to the row of their current connection. Both directions of a flow have the same
 * hash on purpose, so one look-up finds the flow and the comparison tells the direction.
 *
 * Open addressing with linear probing over slots of three Int32: the hash, the row plus one (0 = free), and the scope.
 * The hash leaves out the scope: flows that differ only in their VLAN or tunnel are neighbours and can be found from one
 * another, and a connection whose packets travel in several scopes has a slot for each.
 */
import type { Segment } from '../wire/segment.ts';
import { rowHash } from './flow-hash.ts';
import {
  type Direction,
  halfOffset,
  KEY_ORIGINATOR,
  KEY_ORIGINATOR_PORT,
  KEY_RESPONDER,
  KEY_RESPONDER_PORT,
  KEY_SCOPE,
  LONGEST_SILENCE,
  type Rows,
  SIGNATURES,
} from './rows.ts';

const SLOT_OCTETS = 12;
const SLOT_ROW = 4;
const SLOT_SCOPE = 8;
const FIRST_SLOTS = 1 << 12;

export class FlowIndex {
  /** After find(): 1 where the segment goes from responder to originator. Also set for `otherScope`. */
  direction: Direction = 0;
  /** After a find() that said -1: a row of the same endpoints in another scope, or -1; and its scope's direction. */
  otherScope = -1;
  otherDirection: Direction = 0;

  private slots = FIRST_SLOTS;
  private used = 0;
  private table: DataView = new DataView(new ArrayBuffer(FIRST_SLOTS * SLOT_OCTETS));
  private slot = 0;
  private hash = 0;
  private readonly rows: Rows;

  constructor(rows: Rows) {
    this.rows = rows;
  }

  /**
   * Touches the memory that find() and the tracker will want for the segment. Called for a batch of
   * segments in a row, the cache misses of all of them overlap; met one by one they cost 8 % more (10 million frames of 100,000 connections).
   */
  lookAhead(segment: Segment): number {
    const row = this.table.getInt32((segment.flowHash & (this.slots - 1)) * SLOT_OCTETS + SLOT_ROW, true) - 1;
    if (row < 0) return 0;
    const page = this.rows.page(row);
    const at = this.rows.at(row);
    return (
      page.getInt32(at + KEY_SCOPE, true) ^
      page.getInt32(at + LONGEST_SILENCE, true) ^
      page.getInt32(at + halfOffset(0) + SIGNATURES, true) ^
      page.getInt32(at + halfOffset(1) + SIGNATURES, true)
    );
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
    if (isNew && ++this.used * 2 > this.slots) this.grow();
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
    this.used--;
  }

  /** -1: the slot is free. */
  private rowAt(slot: number): number {
    return this.table.getInt32(slot * SLOT_OCTETS + SLOT_ROW, true) - 1;
  }

  private grow(): void {
    const old = this.table;
    const count = this.slots;
    this.slots = count * 2;
    this.table = new DataView(new ArrayBuffer(this.slots * SLOT_OCTETS));
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
  }
}

/** The segment's direction where its endpoints are those of the row, else -1. */
function directionOf(segment: Segment, page: DataView, at: number): Direction | -1 {
  const originatorPort = page.getUint16(at + KEY_ORIGINATOR_PORT, true);
  const responderPort = page.getUint16(at + KEY_RESPONDER_PORT, true);
  const { sourcePort, destinationPort } = segment;
  if (
    sourcePort === originatorPort &&
    destinationPort === responderPort &&
    isSource(page, at + KEY_ORIGINATOR, segment) &&
    isDestination(page, at + KEY_RESPONDER, segment)
  )
    return 0;
  return sourcePort === responderPort &&
    destinationPort === originatorPort &&
    isSource(page, at + KEY_RESPONDER, segment) &&
    isDestination(page, at + KEY_ORIGINATOR, segment)
    ? 1
    : -1;
}

/** Writes the key of a new row; `reversed` where the segment's source is the responder. */
export function writeKey(page: DataView, at: number, segment: Segment, reversed: boolean): void {
  const source = at + (reversed ? KEY_RESPONDER : KEY_ORIGINATOR);
  const destination = at + (reversed ? KEY_ORIGINATOR : KEY_RESPONDER);
  page.setInt32(source, segment.source0, true);
  page.setInt32(source + 4, segment.source1, true);
  page.setInt32(source + 8, segment.source2, true);
  page.setInt32(source + 12, segment.source3, true);
  page.setInt32(destination, segment.destination0, true);
  page.setInt32(destination + 4, segment.destination1, true);
  page.setInt32(destination + 8, segment.destination2, true);
  page.setInt32(destination + 12, segment.destination3, true);
  page.setUint16(at + (reversed ? KEY_RESPONDER_PORT : KEY_ORIGINATOR_PORT), segment.sourcePort, true);
  page.setUint16(at + (reversed ? KEY_ORIGINATOR_PORT : KEY_RESPONDER_PORT), segment.destinationPort, true);
  page.setInt32(at + KEY_SCOPE, segment.scope, true);
}

function isSource(page: DataView, at: number, segment: Segment): boolean {
  return (
    page.getInt32(at + 12, true) === segment.source3 &&
    page.getInt32(at + 8, true) === segment.source2 &&
    page.getInt32(at + 4, true) === segment.source1 &&
    page.getInt32(at, true) === segment.source0
  );
}

function isDestination(page: DataView, at: number, segment: Segment): boolean {
  return (
    page.getInt32(at + 12, true) === segment.destination3 &&
    page.getInt32(at + 8, true) === segment.destination2 &&
    page.getInt32(at + 4, true) === segment.destination1 &&
    page.getInt32(at, true) === segment.destination0
  );
}
