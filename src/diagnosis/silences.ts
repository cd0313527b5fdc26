/**
 * Of what silences and idle times mean, what takes no more than numbers to say: the rules say it so, and so does express/,
 * which is compiled with this file too.
 */
import { SECOND } from '../tracking/time.ts';
import { DEFAULT_AT_LATEST } from './default-keepalive.ts';

/** A connection that rests for less is not silent. */
const SILENT: number = 10 * SECOND;
/** A silence is long when it exceeds the connection's own rhythm, or lasts this long whatever the rhythm was. */
const LONG: number = 10 * SECOND;
const LONG_FOR_ANYONE: number = 300 * SECOND;
const OUT_OF_RHYTHM: number = 1.5;
/** Sooner it is the end of a conversation. */
const IDLE_AT_LEAST: number = 2 * SECOND;
/** A timer that ends connections is late by this factor at most: its host looks at them now and then. */
export const LATE: number = 1.02;
/** Probes this close together are often: an idle time of 1 or 2 s, and the lateness of the timer. */
const OFTEN: number = 2.5 * SECOND;

/** Whether a connection was silent at the end, but not for so long that a default keepalive would have probed, ns. */
export function isOpenSilence(trailing: number): boolean {
  return trailing >= SILENT && trailing < DEFAULT_AT_LATEST;
}

/** Whether a connection was silent for long at the end, ns. `survived`: its longest silence before. */
export function isLongSilence(trailing: number, survived: number): boolean {
  return trailing >= LONG && (trailing >= LONG_FOR_ANYONE || trailing >= OUT_OF_RHYTHM * survived);
}

/** Whether a responder closed first, after so long without payload, ns. The frames of the FINs; 0: none. */
export function isIdleClose(idle: number, finOfOriginator: number, finOfResponder: number): boolean {
  if (idle < IDLE_AT_LEAST || finOfResponder === 0) return false;
  return finOfOriginator === 0 || finOfOriginator >= finOfResponder;
}

/** Whether a RST that answers nothing, after so long a silence, may be that of a timer, ns. */
export function isIdleReset(silence: number): boolean {
  return silence >= SILENT;
}

/** Whether a connection had survived a longer silence than one of so long: not that one ended it, ns. */
export function hasSurvived(silence: number, survived: number): boolean {
  return survived > LATE * silence;
}

/** Whether a side probes often whose last idle time was so long (keepalive/probe-period.ts), ns. */
export function isOften(period: number): boolean {
  return period <= OFTEN;
}
