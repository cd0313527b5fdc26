/** What SYN, FIN and RST leave in the row of their connection. */
import { ACK, FIN, RST, type Segment, SYN } from '../wire/segment.ts';
import { writeCloseIdle, writeFirstFin } from './farewell.ts';
import { isOutOfWindow } from './reset-window.ts';
import { writeResent } from './row-writes.ts';
import * as R from './rows.ts';
import { SECOND } from './time.ts';
import { writeResetTraits } from './traits.ts';

/** Writes it, and gives the flags of the sender's half that come with it. `connection`: the CONNECTION_ flags before. */
export function writeControl(
  page: DataView,
  at: number,
  direction: R.Direction,
  connection: number,
  segment: Segment,
): number {
  const half = at + R.halfOffset(direction);
  if (segment.flags & RST) {
    if (connection & R.CONNECTION_RESET) return 0;
    const peerHalf = at + R.halfOffset(1 - direction);
    const isDoubted = isOutOfRow(page, half, peerHalf, segment);
    if (isDoubted && connection & R.CONNECTION_RESET_DOUBTED) return 0;
    if (!isDoubted) {
      writeResetTraits(page, at, half, peerHalf, segment);
      const isFirst = R.finFrame(page, half) === 0 && R.finFrame(page, peerHalf) === 0;
      if (isFirst) writeCloseIdle(page, at, segment.time - R.lastTime(page, at));
    }
    page.setUint32(R.ownSeldomOf(page, at) + R.RESET_FRAME, segment.frame, true);
    let reset = isDoubted ? R.CONNECTION_RESET_DOUBTED : R.CONNECTION_RESET;
    if (direction === 1) reset |= R.CONNECTION_RESET_BY_RESPONDER;
    if (segment.flags & ACK) reset |= R.CONNECTION_RESET_WITH_ACK;
    page.setUint32(at + R.CONNECTION_FLAGS, (connection & ~R.CONNECTION_RESETS) | reset, true);
    return 0;
  }
  if (segment.flags & SYN) {
    page.setInt32(R.coldOfHalf(half) + R.INITIAL, segment.sequence, true);
    // A RST before it was about an older connection of the flow, which a challenge ACK had brought to light.
    page.setUint32(at + R.CONNECTION_FLAGS, connection & ~R.CONNECTION_RESETS, true);
    return R.HALF_SYN;
  }
  if (R.finFrame(page, half) === 0) {
    const isFirst = R.finFrame(page, at + R.halfOffset(1 - direction)) === 0;
    if (isFirst && segment.flags & ACK && (connection & R.CONNECTION_RESET) === 0) {
      writeFirstFin(page, at, direction, segment);
      if (segment.length === 0 && endsLongestSilence(page, at, segment))
        page.setUint32(at + R.CONNECTION_FLAGS, connection | R.CONNECTION_FIN_AFTER_SILENCE, true);
    }
    page.setUint32(R.coldOfHalf(half) + R.FIN_FRAME, segment.frame, true);
  }
  return R.HALF_FIN | R.HALF_SPOKE;
}

/**
 * Whether a segment is the first FIN of the connection once more, without data. `own`, `peer`: flags of the halves;
 * `grew`: it reaches beyond SND.NXT.
 */
export function repeatsFin(own: number, peer: number, grew: boolean, segment: Segment): boolean {
  return !grew && (segment.flags & FIN) !== 0 && (own & R.HALF_FIN) !== 0 && (peer & R.HALF_FIN) === 0;
}

/**
 * Such a FIN, unacknowledged, is sent again as data is; what new data after a silence leaves is written the first time, for few
 * FINs are: CONNECTION_FIN_AFTER_SILENCE says that its silence is the longest. Gives the flags of the half.
 */
export function writeRepeatedFin(
  page: DataView,
  at: number,
  direction: R.Direction,
  own: number,
  segment: Segment,
): number {
  const half = at + R.halfOffset(direction);
  const isFirst = page.getUint16(half + R.RESENT_TIMES, true) === 0;
  writeResent(page, at, direction, segment);
  const endedSilence = page.getUint32(at + R.CONNECTION_FLAGS, true) & R.CONNECTION_FIN_AFTER_SILENCE;
  if (!isFirst || !endedSilence || own & R.HALF_RESUMED) return 0;
  const silence = page.getFloat64(R.coldOf(at) + R.LONGEST_SILENCE, true) / SECOND;
  const seldom = R.ownSeldomOfHalf(page, half);
  page.setUint32(seldom + R.RESUME_FRAME, R.finFrame(page, half), true);
  page.setFloat32(seldom + R.RESUME_SILENCE, silence, true);
  page.setFloat32(seldom + R.RESUME_PRECEDENT, 0, true);
  return R.HALF_RESUMED;
}

function endsLongestSilence(page: DataView, at: number, { time }: Segment): boolean {
  const silence = time - R.lastTime(page, at);
  const longest = page.getFloat64(R.coldOf(at) + R.LONGEST_SILENCE, true);
  return silence >= R.RESUMED_AFTER && silence > R.UNPRECEDENTED * longest;
}

/** The same from the row: as the segments before the RST left it. */
function isOutOfRow(page: DataView, half: number, peerHalf: number, segment: Segment): boolean {
  return isOutOfWindow(
    page.getUint16(peerHalf + R.HALF_FLAGS, true),
    page.getInt32(peerHalf + R.ACKNOWLEDGED, true),
    page.getUint16(peerHalf + R.WINDOW, true),
    page.getInt32(half + R.NEXT, true),
    segment,
  );
}
