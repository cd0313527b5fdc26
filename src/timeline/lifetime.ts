/** How long a connection lasted and rested, from the numbers of its row; of all connections of a capture, if need be. */
import * as R from '../tracking/rows.ts';

const ORIGINATOR = R.halfOffset(0);
const RESPONDER = R.halfOffset(1);

/** A RST, or a newer connection on its flow, ends a connection. */
const ENDED = R.CONNECTION_RESET | R.CONNECTION_REPLACED;

/** Whether the connection whose row is at `at` was closed by both sides, or reset, or has lost its ports to another one. */
export function isOver(page: DataView, at: number): boolean {
  if (page.getUint32(at + R.CONNECTION_FLAGS, true) & ENDED) return true;
  const own = page.getUint16(at + ORIGINATOR + R.HALF_FLAGS, true);
  return (own & page.getUint16(at + RESPONDER + R.HALF_FLAGS, true) & R.HALF_FIN) !== 0;
}

/** Its last segment, or the end of the capture where it is not over, ns. */
export function endOf(page: DataView, at: number, captureEnd: number): number {
  const lastTime = R.lastTime(page, at);
  return isOver(page, at) ? lastTime : Math.max(lastTime, captureEnd);
}

/** The longest stretch without payload, ns. The stretch to the end of an open connection counts. */
export function longestIdle(page: DataView, at: number, captureEnd: number): number {
  const end = endOf(page, at, captureEnd);
  const seen = page.getFloat64(R.coldOf(at) + R.LONGEST_IDLE, true);
  return withinLifetime(page, at, end, Math.max(seen, end - page.getFloat64(at + R.PAYLOAD_TIME, true)));
}

/** The longest stretch without any segment, likewise. */
export function longestSilence(page: DataView, at: number, captureEnd: number): number {
  const end = endOf(page, at, captureEnd);
  const survived = page.getFloat64(R.coldOf(at) + R.LONGEST_SILENCE, true);
  return withinLifetime(page, at, end, Math.max(survived, end - R.lastTime(page, at)));
}

/** A clock that jumps makes spans that are longer than the connection. */
function withinLifetime(page: DataView, at: number, end: number, span: number): number {
  return Math.min(Math.max(0, end - page.getFloat64(R.coldOf(at) + R.FIRST_TIME, true)), span);
}
