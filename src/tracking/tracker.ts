/**
 * Segments to connections. For each segment: finds or opens its connection, says in `step` how things stood, and then
 * writes the new state. Nothing here knows what a keepalive is; it only says when a segment is notable.
 *
 * Invariant: a copy (tracking/copies.ts) changes nothing but the count of copies.
 */
import { ACK, FIN, MISSING_WINDOW, RST, type Segment, SYN } from '../wire/segment.ts';
import { isCopy, rememberSignature, signatureOf } from './copies.ts';
import { FlowIndex } from './flow-index.ts';
import { confirmNext, growAcknowledged, growNext } from './growth.ts';
import { openRow, startsConnection } from './lifecycle.ts';
import * as R from './rows.ts';
import { sameFlowElsewhere } from './scope.ts';
import { describe, notableOf } from './standing.ts';
import * as S from './step.ts';

const CONTROL = SYN | FIN | RST;
export class Tracker {
  readonly rows: R.Rows = new R.Rows();
  readonly step: S.Step = new S.Step();
  private readonly index: FlowIndex = new FlowIndex(this.rows);

  /** Takes a TCP segment (Outcome.Segment) into account and describes it in `step`. */
  observe(segment: Segment): void {
    const step = this.step;
    const row = this.rowOf(segment);
    const page = this.rows.page(row);
    const at = this.rows.at(row);
    const half = at + R.halfOffset(step.direction);
    const peerHalf = at + R.halfOffset(1 - step.direction);
    describe(step, segment, page, at, half, peerHalf);

    const signature = signatureOf(segment);
    const grew = growNext(page, half, step, segment);
    const acknowledged = growAcknowledged(page, half, peerHalf, step, segment);
    if (!grew && !acknowledged && isCopy(page, half, segment, signature)) {
      step.notable = S.NOTABLE_COPY;
      page.setUint32(at + R.COPIES, page.getUint32(at + R.COPIES, true) + 1, true);
      return;
    }
    rememberSignature(page, half, segment, signature);
    step.notable = notableOf(step, segment, page.getUint32(at + R.CONNECTION_FLAGS, true), grew);
    this.write(segment, page, at, half, grew);
  }

  /** keepalive/ wants to see every segment of the connection, or no more. */
  watch(row: number, wanted: boolean): void {
    const page = this.rows.page(row);
    const flags = this.rows.at(row) + R.CONNECTION_FLAGS;
    const before = page.getUint32(flags, true);
    page.setUint32(flags, wanted ? before | R.CONNECTION_WATCHED : before & ~R.CONNECTION_WATCHED, true);
  }

  /** keepalive/ has found out SND.NXT of a side whose first segment left it open. */
  confirmNext(row: number, direction: number, next: number): void {
    confirmNext(this.rows.page(row), this.rows.at(row) + R.halfOffset(direction), next);
  }

  /** Whether SND.NXT of a side is only what a bare segment suggested. */
  isTentative(row: number, direction: number): boolean {
    const half = this.rows.at(row) + R.halfOffset(direction);
    return (this.rows.page(row).getUint16(half + R.HALF_FLAGS, true) & R.HALF_NEXT_TENTATIVE) !== 0;
  }

  /**
   * The segment of this step was an empty probe: it does not restart the idle clock of its receiver, which
   * drops it before it looks at the acknowledgment (Linux tcp_validate_incoming; measured).
   */
  discountProbe(): void {
    const { row, direction, acceptedBefore } = this.step;
    const half = this.rows.at(row) + R.halfOffset(direction);
    this.rows.page(row).setFloat64(half + R.ACCEPTED_TIME, acceptedBefore, true);
  }

  /** The row and direction of the flow that an ICMP error quotes, or -1: such an error opens no connection. */
  find(segment: Segment): number {
    const row = this.index.find(segment);
    this.step.direction = row < 0 ? this.index.otherDirection : this.index.direction;
    return row < 0 ? this.index.otherScope : row;
  }

  private rowOf(segment: Segment): number {
    const step = this.step;
    const index = this.index;
    let row = index.find(segment);
    step.direction = index.direction;
    step.opens = false;
    if (
      row >= 0 &&
      ((segment.flags & SYN) === 0 || !startsConnection(this.rows, row, step.direction, segment))
    ) {
      step.row = row;
      return row;
    }
    if (
      row < 0 &&
      index.otherScope >= 0 &&
      sameFlowElsewhere(this.rows, index.otherScope, index.otherDirection, segment)
    ) {
      row = index.otherScope;
      step.direction = index.otherDirection;
    } else {
      row = this.rows.add();
      step.direction = openRow(this.rows, row, segment);
      step.opens = true;
    }
    index.put(row);
    step.row = row;
    return row;
  }

  private write(segment: Segment, page: DataView, at: number, half: number, grew: boolean): void {
    const { step } = this;
    const time = segment.time;
    let flags = page.getUint16(half + R.HALF_FLAGS, true) | R.HALF_SEEN;
    flags &= ~(R.HALF_LAST_WAS_DATA | R.HALF_LAST_WAS_RESENT);

    if (segment.flags & CONTROL) flags |= this.writeControl(segment, page, at, half);
    else flags |= R.HALF_SPOKE;
    if (segment.length > 0) {
      flags |= R.HALF_SENT_DATA | R.HALF_LAST_WAS_DATA;
      if (grew) writeNewData(page, at, half, step, segment);
      else if (step.notable & S.NOTABLE_RESENT) {
        flags |= R.HALF_LAST_WAS_RESENT;
        if (S.isOutstanding(step) || (step.peer & R.HALF_ACK_KNOWN) === 0) {
          const times = page.getUint16(half + R.RESENT_TIMES, true);
          if (times < 0xffff) page.setUint16(half + R.RESENT_TIMES, times + 1, true);
        }
      }
    }
    if (segment.hasTimestamps) {
      flags |= R.HALF_TIMESTAMP_KNOWN;
      page.setInt32(half + R.TIMESTAMP, segment.timestampValue, true);
    }
    // The window of a RST means nothing (field notes: stacks put anything there).
    if ((segment.flags & RST) === 0 && (segment.missing & MISSING_WINDOW) === 0) {
      flags |= R.HALF_WINDOW_KNOWN;
      page.setUint16(half + R.WINDOW, segment.window, true);
    }
    page.setUint8(half + R.TTL, segment.ttl);
    page.setUint16(half + R.IP_ID, segment.ipId, true);
    page.setUint16(half + R.HALF_FLAGS, flags, true);
    page.setFloat64(half + R.HALF_TIME, time, true);
    page.setFloat64(half + R.ACCEPTED_TIME, time, true);

    page.setUint32(at + R.SEGMENTS, page.getUint32(at + R.SEGMENTS, true) + 1, true);
    page.setUint32(at + R.LAST_FRAME, segment.frame, true);
    page.setFloat64(at + R.LAST_TIME, time, true);
    if (step.silence > page.getFloat64(at + R.LONGEST_SILENCE, true))
      page.setFloat64(at + R.LONGEST_SILENCE, step.silence, true);
    if (grew && (segment.length > 0 || segment.flags & (SYN | FIN))) {
      const idle = time - page.getFloat64(at + R.PAYLOAD_TIME, true);
      if (idle > page.getFloat64(at + R.LONGEST_IDLE, true)) page.setFloat64(at + R.LONGEST_IDLE, idle, true);
      page.setFloat64(at + R.PAYLOAD_TIME, time, true);
    }
  }

  /** SYN, FIN, RST: returns the half's flags that come with them. */
  private writeControl(segment: Segment, page: DataView, at: number, half: number): number {
    if (segment.flags & RST) {
      const flags = page.getUint32(at + R.CONNECTION_FLAGS, true);
      if (flags & R.CONNECTION_RESET) return 0;
      page.setUint32(at + R.RESET_FRAME, segment.frame, true);
      let reset = R.CONNECTION_RESET;
      if (this.step.direction === 1) reset |= R.CONNECTION_RESET_BY_RESPONDER;
      if (segment.flags & ACK) reset |= R.CONNECTION_RESET_WITH_ACK;
      page.setUint32(at + R.CONNECTION_FLAGS, flags | reset, true);
      return 0;
    }
    if (segment.flags & SYN) {
      page.setInt32(half + R.INITIAL, segment.sequence, true);
      if (segment.windowScale >= 0) page.setUint8(half + R.WINDOW_SCALE, segment.windowScale);
      return R.HALF_SYN;
    }
    if (page.getUint32(half + R.FIN_FRAME, true) === 0)
      page.setUint32(half + R.FIN_FRAME, segment.frame, true);
    return R.HALF_FIN | R.HALF_SPOKE;
  }
}

function writeNewData(page: DataView, at: number, half: number, step: S.Step, segment: Segment): void {
  page.setFloat64(half + R.OCTETS, page.getFloat64(half + R.OCTETS, true) + segment.length, true);
  if (step.silence < S.SILENCE || page.getUint32(half + R.RESUME_FRAME, true) !== 0) return;
  page.setUint32(half + R.RESUME_FRAME, segment.frame, true);
  page.setFloat32(half + R.RESUME_SILENCE, step.silence / 1e9, true);
  page.setFloat32(half + R.RESUME_PRECEDENT, page.getFloat64(at + R.LONGEST_SILENCE, true) / 1e9, true);
}
