/** An exchange as a row: how it is written from a segment, and read as a plain object. */
import type { Direction } from '../tracking/rows.ts';
import type { Segment } from '../wire/segment.ts';
import { EXCHANGE_KINDS, type Exchange, PROBE_OUTCOMES } from './exchange.ts';
import {
  ACKNOWLEDGMENT,
  ANSWER_FRAME,
  ANSWER_TIME,
  FINAL,
  FLAGS,
  FRAME,
  IP_ID,
  KIND,
  MARK_BEHIND_GAP,
  MARK_INFERENCE,
  NEXT,
  OUTCOME,
  POSITION,
  PREVIOUS,
  SENT,
  SENT_BY_RESPONDER,
  SENT_HEARD,
  SENT_LATE,
  SENT_OCTET,
  SENT_OUTDATED,
  SENT_RESTORED,
  SENT_SHRINKS,
  SENT_TIMESTAMPS,
  SEQUENCE,
  SINCE_PEER,
  TIME,
  TIMESTAMP,
  TTL,
  WINDOW,
} from './exchange-layout.ts';

export * from './exchange-layout.ts';

/** A new probe, unanswered and of no prober's chain yet. `sincePeer`: ns; not finite where the capture does not show it. */
export function writeRow(
  page: DataView,
  at: number,
  segment: Segment,
  direction: Direction,
  sincePeer: number,
): void {
  page.setFloat64(at + TIME, segment.time, true);
  page.setUint32(at + FRAME, segment.frame, true);
  page.setInt32(at + SEQUENCE, segment.sequence, true);
  page.setInt32(at + ACKNOWLEDGMENT, segment.acknowledgment, true);
  page.setUint32(at + ANSWER_FRAME, 0, true);
  page.setUint32(at + PREVIOUS, 0, true);
  page.setUint32(at + NEXT, 0, true);
  page.setUint32(at + OUTCOME, 0, true);
  page.setUint8(at + FINAL, segment.inference << MARK_INFERENCE);
  page.setUint16(at + POSITION, 1, true);
  page.setFloat64(at + ANSWER_TIME, 0, true);
  page.setUint8(at + SENT, sentBits(segment, direction));
  page.setUint16(at + IP_ID, segment.ipId, true);
  page.setUint16(at + WINDOW, segment.window, true);
  page.setUint8(at + FLAGS, segment.flags);
  page.setUint8(at + TTL, segment.ttl);
  page.setInt32(at + TIMESTAMP, segment.hasTimestamps ? segment.timestampValue : 0, true);
  page.setFloat64(at + SINCE_PEER, sincePeer, true);
}

/** The row as it stands now. */
export function readRow(page: DataView, at: number): Exchange {
  const sent = page.getUint8(at + SENT);
  const sincePeer = page.getFloat64(at + SINCE_PEER, true);
  return {
    frame: page.getUint32(at + FRAME, true),
    time: page.getFloat64(at + TIME, true),
    direction: sent & SENT_BY_RESPONDER ? 1 : 0,
    kind: EXCHANGE_KINDS[page.getUint8(at + KIND)] ?? 'undecided',
    sequence: page.getInt32(at + SEQUENCE, true),
    acknowledgment: page.getInt32(at + ACKNOWLEDGMENT, true),
    window: page.getUint16(at + WINDOW, true),
    flags: page.getUint8(at + FLAGS),
    octets: sent & SENT_OCTET ? 1 : 0,
    ipId: page.getUint16(at + IP_ID, true),
    timestamps: (sent & SENT_TIMESTAMPS) !== 0,
    heard: (sent & SENT_HEARD) !== 0,
    late: (sent & SENT_LATE) !== 0,
    ttl: page.getUint8(at + TTL),
    shrinks: (sent & SENT_SHRINKS) !== 0,
    outdated: (sent & SENT_OUTDATED) !== 0,
    restored: (sent & SENT_RESTORED) !== 0,
    isBehindGap: (page.getUint8(at + FINAL) & MARK_BEHIND_GAP) !== 0,
    inference: page.getUint8(at + FINAL) >>> MARK_INFERENCE,
    position: page.getUint16(at + POSITION, true),
    sincePeer: Number.isFinite(sincePeer) ? sincePeer : null,
    outcome: PROBE_OUTCOMES[page.getUint8(at + OUTCOME)] ?? 'unanswered',
    answerFrame: page.getUint32(at + ANSWER_FRAME, true),
    answerTime: page.getFloat64(at + ANSWER_TIME, true),
  };
}

function sentBits({ length, hasTimestamps }: Segment, direction: Direction): number {
  return (
    (length === 1 ? SENT_OCTET : 0) |
    (direction === 1 ? SENT_BY_RESPONDER : 0) |
    (hasTimestamps ? SENT_TIMESTAMPS : 0)
  );
}
