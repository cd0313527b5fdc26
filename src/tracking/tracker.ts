/**
 * Segments to connections. For each segment: finds or opens its connection, says in `step` how things stood, and then
 * writes the new state. Nothing here knows what a keepalive is; it only says when a segment is notable.
 *
 * Invariant: a copy (tracking/copies.ts) changes nothing but the count of copies, and when the last one was met.
 */
import { classOf, HTTP_RESPONSE } from '../wire/payload-class.ts';
import { FIN, RST, type Segment, SYN } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';
import { Arena } from './arena.ts';
import { repeatsFin, writeControl, writeRepeatedFin } from './control-writes.ts';
import { ageSignatures, BURST, isCopy, rememberSignature, signatureOf } from './copies.ts';
import { hearFarewell } from './farewell.ts';
import { FlowIndex } from './flow-index.ts';
import {
  acknowledgesMore,
  confirmNext,
  endOf,
  flagsBefore,
  growAcknowledged,
  growNext,
  isOfOlder,
  reachesBeyond,
} from './growth.ts';
import { markReplaced, openRow, type Room, startsConnection } from './lifecycle.ts';
import {
  writeFlag,
  writeHandshake,
  writeNewData,
  writePersistence,
  writeResent,
  writeSender,
  writeTimes,
} from './row-writes.ts';
import * as R from './rows.ts';
import { sameFlowElsewhere } from './scope.ts';
import { isSentAfter, isSentBefore } from './sender-clock.ts';
import {
  describe,
  describePayload,
  idleBefore,
  isUnprompted,
  notableOf,
  payloadNotable,
} from './standing.ts';
import {
  isOutstanding,
  NOTABLE_COPY,
  NOTABLE_PAYLOAD,
  NOTABLE_PROBE_SHAPE,
  NOTABLE_RESENT,
  NOTABLE_UNPROMPTED,
  Step,
} from './step.ts';
import { SECOND } from './time.ts';
import { writeIcmpError, writeTraits, writeTtl } from './traits.ts';

const CONTROL = SYN | FIN | RST;
/** How far the clock must jump back; less is packets out of order, ns. */
const AGAIN = 0.05 * SECOND;

export class Tracker {
  /** Of rows and index: express/ works in it too. */
  readonly arena: Arena;
  readonly rows: R.Rows;
  readonly index: FlowIndex;
  readonly step: Step = new Step();
  private readonly room: Room | null;

  /** `room` null: there is no limit. */
  constructor(room: Room | null = null, arena: Arena = new Arena()) {
    this.room = room;
    this.arena = arena;
    this.rows = new R.Rows(arena);
    this.index = new FlowIndex(this.rows, arena);
  }

  /** Rows that may be in use at the same time. */
  get limit(): number {
    return Math.min(R.MOST_ROWS, this.room?.limit ?? R.MOST_ROWS);
  }

  /** Takes a TCP segment (Outcome.Segment), which has its flow hash, into account and describes it in `step`. */
  observe(segment: Segment): void {
    const { rows, step } = this;
    const row = this.rowOf(segment);
    const page = rows.page(row);
    const at = rows.at(row);
    const half = at + R.halfOffset(step.direction);
    const peerHalf = at + R.halfOffset(1 - step.direction);
    const own = flagsBefore(page.getUint16(half + R.HALF_FLAGS, true), segment);
    const connection = page.getUint32(at + R.CONNECTION_FLAGS, true);
    const peer = page.getUint16(peerHalf + R.HALF_FLAGS, true);
    const next = page.getInt32(half + R.NEXT, true);
    const end = endOf(segment);
    const grew = reachesBeyond(own, next, end, segment);
    const acknowledges = acknowledgesMore(page, half, own, segment);
    const signature = signatureOf(segment);
    const silence = segment.time - R.lastTime(page, at);
    const isLate = isSentBefore(page, half, own, segment);
    // What is younger than all that its side has sent repeats none of it, even where the signatures are alike by chance.
    const mayRepeat = !grew && !acknowledges && !isSentAfter(page, half, own, segment);
    // A capture stored twice, or a second one of the same packets: everything is there already, and time jumps back.
    if (mayRepeat && (silence < -AGAIN || isCopy(page, at, half, segment, signature))) {
      step.notable = NOTABLE_COPY;
      const rare = R.rareOf(at);
      page.setUint32(rare + R.COPIES, page.getUint32(rare + R.COPIES, true) + 1, true);
      page.setUint32(rare + R.COPIED_AT, page.getUint32(at + R.SEGMENTS, true), true);
      return;
    }
    let notable = notableOf(segment, connection, own, next, page.getUint16(peerHalf + R.WINDOW, true), grew);
    if (!grew && !acknowledges && isUnprompted(page, half, own, segment)) notable |= NOTABLE_UNPROMPTED;
    const idle = idleBefore(page, at, own, peer, segment);
    notable |= payloadNotable(segment, connection, grew, idle);
    step.notable = notable;
    if (notable !== 0) {
      describe(step, segment, page, half, peerHalf, own, peer);
      step.isLate = isLate;
      if (notable & NOTABLE_PAYLOAD) describePayload(step, page, at, idle);
    }

    let flags = (own | R.HALF_SEEN) & ~R.HALF_DISCOUNTED;
    // What was sent before what is known (out of order, a capture stored twice) must not push out the latest signatures,
    // but for probes; nor must the copies of a burst, once there were too many to remember.
    const sinceOwn = own & R.HALF_SEEN ? segment.time - page.getFloat64(half + R.HALF_TIME, true) : BURST;
    const isOfBurst = !grew && segment.length > 0 && sinceOwn < BURST;
    const isOld = isLate && (segment.length > 0 || distance(next, segment.sequence) !== -1);
    flags =
      isOld || isOfBurst
        ? ageSignatures(page, half, flags, segment)
        : rememberSignature(page, half, flags, segment, signature);
    if (grew) flags = growNext(page, half, flags, end, segment);
    if (own & R.HALF_FIN && segment.sequence === next) flags |= R.HALF_PAST_FIN;
    if (acknowledges) {
      growAcknowledged(page, half, peerHalf, peer, segment.acknowledgment, isOfOlder(own, peer, segment));
      flags |= R.HALF_ACK_KNOWN;
    }
    if ((own & R.HALF_SPOKE) === 0) writeTraits(page, half, segment);
    else if (silence >= R.RESUMED_AFTER && (notable & NOTABLE_PROBE_SHAPE) === 0)
      writeTtl(page, half, segment);
    if (grew && segment.length > 0) hearFarewell(page, at, step.direction, own, peer, segment);
    if (segment.flags & CONTROL) flags |= writeControl(page, at, step.direction, connection, segment);
    else {
      if ((own & (R.HALF_SYN | R.HALF_SPOKE)) === R.HALF_SYN)
        writeHandshake(page, at, step.direction, segment);
      flags |= R.HALF_SPOKE;
    }
    if (segment.length > 0) {
      flags |= R.HALF_LAST_WAS_DATA;
      if (grew) {
        flags |= writeNewData(page, at, step.direction, own, silence, segment);
        if (classOf(segment.payload) === HTTP_RESPONSE) writePersistence(page, at, segment);
      } else if (peer & R.HALF_ACK_KNOWN ? isOutstanding(step) : notable & NOTABLE_RESENT)
        writeResent(page, at, step.direction, segment);
    } else {
      flags &= ~R.HALF_LAST_WAS_DATA;
      if (repeatsFin(own, peer, grew, segment) && isOutstanding(step))
        flags |= writeRepeatedFin(page, at, step.direction, own, segment);
    }
    writeSender(page, half, flags, isLate, segment);
    writeTimes(page, at, step.direction, silence, grew && end !== segment.sequence, segment);
  }

  /** Opens the connection of a segment that is taken later, as observe() would. */
  open(segment: Segment): void {
    this.rowOf(segment);
  }

  /** keepalive/ wants to see every segment of the connection, or no more. */
  watch(row: number, wanted: boolean): void {
    writeFlag(this.rows, row, R.CONNECTION_WATCHED, wanted);
  }

  /** heartbeat/ wants to see all payload of the connection and its end, or no more. */
  follow(row: number, wanted: boolean): void {
    writeFlag(this.rows, row, R.CONNECTION_FOLLOWED, wanted);
  }

  /** Whether a RST has ended the connection. */
  wasReset(row: number): boolean {
    const { rows } = this;
    return (rows.page(row).getUint32(rows.at(row) + R.CONNECTION_FLAGS, true) & R.CONNECTION_RESET) !== 0;
  }

  /** keepalive/ has found out SND.NXT of a side whose first segment left it open. */
  confirmNext(row: number, direction: R.Direction, next: number): void {
    confirmNext(this.rows.page(row), this.rows.at(row) + R.halfOffset(direction), next);
  }

  /** The connection of the row is let go of: a segment of its flow opens another one. */
  forget(row: number): void {
    this.index.remove(row);
    this.rows.release(row);
  }

  /** Whether SND.NXT of a side is only what a bare segment suggested. */
  isTentative(row: number, direction: number): boolean {
    const half = this.rows.at(row) + R.halfOffset(direction);
    return (this.rows.page(row).getUint16(half + R.HALF_FLAGS, true) & R.HALF_NEXT_TENTATIVE) !== 0;
  }

  /** The row and direction of the flow that an ICMP error quotes, or -1: such an error opens no connection. */
  find(segment: Segment): number {
    const found = this.index.find(segment);
    this.step.direction = found < 0 ? this.index.otherDirection : this.index.direction;
    const row = found < 0 ? this.index.otherScope : found;
    if (row >= 0) writeIcmpError(this.rows.page(row), this.rows.at(row), segment);
    return row;
  }

  private rowOf(segment: Segment): number {
    const { step, index, rows } = this;
    const found = index.find(segment);
    if (
      found >= 0 &&
      ((segment.flags & SYN) === 0 || !startsConnection(rows, found, index.direction, segment))
    ) {
      step.row = found;
      step.direction = index.direction;
      return found;
    }
    if (found >= 0) {
      markReplaced(rows, found);
      // In every scope, so that the other direction, which may travel in another one, finds the new connection too.
      index.remove(found);
      index.find(segment);
    }
    let row = index.otherScope;
    if (row >= 0 && sameFlowElsewhere(rows, row, index.otherDirection, segment)) {
      step.direction = index.otherDirection;
    } else {
      row = this.newRow(segment);
      step.direction = openRow(rows, row, segment);
    }
    index.put(row, segment.scope);
    step.row = row;
    return row;
  }

  /** A row for the connection that begins. */
  private newRow(segment: Segment): number {
    const { rows, room, index } = this;
    if (room !== null && rows.used >= room.limit) {
      room.make(segment.time);
      // The slot that was found may have moved.
      index.find(segment);
    }
    return rows.add();
  }
}
