/** What the HTTP applications and the lab say to each other: one JSON value a line. Times are seconds since 1970. */

import type { ProberSettings } from '../journal.ts';

/** What the server says. `peer` is `address:port` of who connected. */
export type ServerLine =
  | { says: 'ready' }
  | { says: 'accepted' | 'closed'; at: number; peer: string }
  | { says: 'answers'; at: number; peer: string; path: string };

/** What the client is told: to ask for a path; after so many seconds in which its only thread does something else. */
export interface ClientOrder {
  path: string;
  busySeconds: number;
}

/** What the client says of each order, when it is done. */
export interface ClientLine {
  askedAt: number;
  at: number;
  path: string;
  /** `address:port` of its own end, and whether the pool had that connection already. */
  local: string;
  isReused: boolean;
  /** The status of the response and its Keep-Alive field, or the error. */
  outcome: { status: number; keepAlive: string } | { code: string; message: string };
  /** Keepalive of that socket as its kernel tells it; null where it is off, or the socket is closed. */
  keepalive: ProberSettings | null;
}
