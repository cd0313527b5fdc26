/**
 * A machine as it is: what the kernel would do with a socket that has keepalive on, and the connections that are open.
 * src/host/ reads these.
 */
import type { KeepaliveSettings } from './timing.ts';

/**
 * Whether a socket is probed. `unknown`: data is in flight or the peer's window is closed, so that another timer is
 * shown, and keepalive does not run.
 */
export type SocketKeepalive = 'on' | 'off' | 'unknown';

export interface HostAddress {
  address: string;
  port: number;
}

/** An established connection. */
export interface HostSocket {
  local: HostAddress;
  remote: HostAddress;
  /** Both ends are on this machine: nothing on the path can forget it. */
  isLocal: boolean;
  keepalive: SocketKeepalive;
  /** Until the keepalive timer fires, s; the idle time is at least that. Null where it does not run. */
  remaining: number | null;
  /** Probes in vain so far. */
  unanswered: number;
  inode: number;
  uid: number;
  /** Who holds it; empty where that may not be read. */
  owners: readonly { pid: number; program: string }[];
}

/** What could not be read is null. */
export interface HostFacts {
  /** tcp_keepalive_time, _intvl, _probes. */
  settings: KeepaliveSettings | null;
  /** tcp_retries2. */
  retries: number | null;
  /** CONFIG_HZ. */
  tickRate: number | null;
  sockets: readonly HostSocket[];
}

/** Of retransmissions: the first after RTO_MIN, doubling, 120 s at most (net/ipv4/tcp_timer.c, tcp_model_timeout). */
const RETRANSMISSION_LEAST = 0.2;
const RETRANSMISSION_MOST = 120;

/** How long data stays unacknowledged at the least before Linux gives up, s: 924.6 for 15 retries. */
export function retransmissionTimeout(retries: number): number {
  let sum = 0;
  for (let retry = 0; retry <= retries; retry++)
    sum += Math.min(RETRANSMISSION_LEAST * 2 ** retry, RETRANSMISSION_MOST);
  return sum;
}
