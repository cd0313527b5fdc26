/** The first RST of a connection, and what its packet looked like: who really sent it is told by that. */
import * as R from '../tracking/rows.ts';
import { TRAIT_RESET_IP_ID, TRAIT_RESET_TIMESTAMPS, TRAIT_RESET_WINDOW } from '../tracking/traits.ts';

export interface TimelineReset {
  frame: number;
  direction: R.Direction;
  withAcknowledgment: boolean;
  /** 0: not known. */
  ttl: number;
  hasIdentification: boolean;
  hasTimestamps: boolean;
  hasWindow: boolean;
}

/** A RST out of window, where no other came: its frame, and in whose name. Null where there was none. */
export function doubtedReset(
  page: DataView,
  at: number,
  flags: number,
): { frame: number; direction: R.Direction } | null {
  if ((flags & R.CONNECTION_RESET_DOUBTED) === 0) return null;
  const frame = page.getUint32(R.seldomOf(page, at) + R.RESET_FRAME, true);
  return { frame, direction: flags & R.CONNECTION_RESET_BY_RESPONDER ? 1 : 0 };
}

/** Of the row at `at`, with its CONNECTION_ flags; null where there was none. */
export function timelineReset(page: DataView, at: number, flags: number): TimelineReset | null {
  if ((flags & R.CONNECTION_RESET) === 0) return null;
  const direction = flags & R.CONNECTION_RESET_BY_RESPONDER ? 1 : 0;
  const cold = R.coldOfHalf(at + R.halfOffset(direction));
  const traits = page.getUint8(cold + R.TRAITS);
  return {
    frame: page.getUint32(R.seldomOf(page, at) + R.RESET_FRAME, true),
    direction,
    withAcknowledgment: (flags & R.CONNECTION_RESET_WITH_ACK) !== 0,
    ttl: page.getUint8(cold + R.RESET_TTL),
    hasIdentification: (traits & TRAIT_RESET_IP_ID) !== 0,
    hasTimestamps: (traits & TRAIT_RESET_TIMESTAMPS) !== 0,
    hasWindow: (traits & TRAIT_RESET_WINDOW) !== 0,
  };
}
