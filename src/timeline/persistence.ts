/** HTTP/1 on a connection: whether it was to stay open after the last response, and for how long (RFC 9112 §9.3). */
import { PERSISTENCE_KNOWN } from '../tracking/rows.ts';
import { HTTP_1_0, HTTP_CLOSE, HTTP_KEEP_ALIVE, HTTP_LAST, HTTP_TIMEOUT } from '../wire/payload-class.ts';

export interface Persistence {
  /** By `Connection`, or by the version where that says nothing. */
  isPersistent: boolean;
  /** `Keep-Alive: timeout`, s; null where it was not given. */
  timeout: number | null;
  /** `Keep-Alive: max` says that this was the last response but one, or the last. */
  isLast: boolean;
}

/** Of the word PERSISTENCE of each half of a row; null where there was no response. */
export function persistenceOf(low: number, high: number): Persistence | null {
  if ((high & PERSISTENCE_KNOWN) === 0) return null;
  const word = (high << 16) | low;
  const isOld = (word & HTTP_1_0) !== 0;
  return {
    isPersistent: (word & HTTP_CLOSE) === 0 && (!isOld || (word & HTTP_KEEP_ALIVE) !== 0),
    timeout: word & HTTP_TIMEOUT || null,
    isLast: (word & HTTP_LAST) !== 0,
  };
}
