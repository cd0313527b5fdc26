/**
 * An exchange as a row of ROW_OCTETS: where each field lies, and how a row is written from a segment and read as a plain
 * object. Times are Float64 ns, frames and ids Uint32, sequence numbers Int32.
 */
import type { Direction } from '../tracking/rows.ts';
import type { Segment } from '../wire/segment.ts';
import { EXCHANGE_KINDS, type Exchange, PROBE_OUTCOMES } from './exchange.ts';

export const TIME = 0;
/** Float64: NaN where the capture does not show it. */
export const SINCE_PEER = 8;
export const ANSWER_TIME = 16;
export const FRAME = 24;
export const ANSWER_FRAME = 28;
export const SEQUENCE = 32;
export const ACKNOWLEDGMENT = 36;
export const PREVIOUS = 40;
export const NEXT = 44;
export const IP_ID = 48;
export const POSITION = 50;
export const OUTCOME = 52;
export const KIND = 53;
/** Uint8: the SENT_ bits. */
export const SENT = 54;
/** Uint8: the MARK_ bits; above them, from MARK_INFERENCE on, the INFERRED_ bits of wire/segment.ts. */
export const FINAL = 55;
/** Int32: TSval, or 0 where the probe has none. */
export const TIMESTAMP = 56;
/** Uint16: the prober's window, unscaled. */
export const WINDOW = 60;
/** Uint8: the probe's control bits. */
export const FLAGS = 62;
/** Uint8: TTL or hop limit. */
export const TTL = 63;
export const ROW_OCTETS = 64;

/** The outcome is final; the exchange is pinned; probes of its side between it and the one before it were left out. */
export const MARK_FINAL = 0x01;
export const MARK_PINNED = 0x02;
export const MARK_BEHIND_GAP = 0x04;
/** Place of the lowest of the five INFERRED_ bits. */
const MARK_INFERENCE = 3;

/** The probe carries the garbage octet; it is the responder's; it has timestamps. */
export const SENT_OCTET = 0x01;
export const SENT_BY_RESPONDER = 0x02;
export const SENT_TIMESTAMPS = 0x04;
/** By its timestamps something had been received since the probe before. */
export const SENT_HEARD = 0x08;
/** It was captured after a younger segment of its side. */
export const SENT_LATE = 0x10;
/** It is a restored socket's window probe. */
export const SENT_RESTORED = 0x20;
/** Its window, and its acknowledgment, is below what its side had sent before. */
export const SENT_SHRINKS = 0x40;
export const SENT_OUTDATED = 0x80;

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
