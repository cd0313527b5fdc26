/**
 * Keepalive or window probe: sent while the peer's window is closed, one such segment looks like the other. Linux asks
 * for the window with the very shape of its keepalive (tcp_xmit_probe_skb). The run decides: window probes begin about
 * one retransmission timeout after the window closed and back off (RFC 9293 §3.8.6.1, SHLD-29, SHLD-30), keepalives
 * keep their constant spacing, and wait a second at the least.
 */
import { SECOND } from '../tracking/time.ts';
import type { Exchange, ProbeKind } from './exchange.ts';

/** TCP_KEEPIDLE and TCP_KEEPINTVL count seconds; timers may be early by a clock tick in a capture. */
const SHORTEST_KEEPALIVE = 0.95 * SECOND;
/** How much a spacing must grow to be a back-off; timer granularity is below an eighth. */
const BACKED_OFF = 1.5;
const CONSTANT = 1.25;
/** A sender that waited for the window sends within this of its opening. */
const PROMPT = 0.5 * SECOND;

/**
 * Decides on the probes that were sent, in order, since the window closed.
 * `idle`: the idle time of this side's known keepalives, ns, or null.
 */
export function decideRun(probes: readonly Exchange[], idle: number | null): ProbeKind {
  const first = probes[0];
  const second = probes[1];
  const last = probes[probes.length - 1];
  const beforeLast = probes[probes.length - 2];
  if (first === undefined) return 'undecided';
  const waited = first.sincePeer;
  if (waited !== null) {
    if (waited < SHORTEST_KEEPALIVE) return 'window-probe';
    if (idle !== null && waited > idle / CONSTANT && waited < idle * CONSTANT) return 'probe';
  }
  if (second === undefined || last === undefined || beforeLast === undefined) return 'undecided';
  const spacing = second.time - first.time;
  if (spacing < SHORTEST_KEEPALIVE) return 'window-probe';
  if (waited !== null && spacing < waited * CONSTANT) return 'probe';
  if (probes.length === 2) return 'undecided';
  return last.time - beforeLast.time > spacing * BACKED_OFF ? 'window-probe' : 'probe';
}

/** The window opened after these probes, and the sender's next data came `wait` ns later (null: none came). */
export function decideByOpening(wait: number | null): ProbeKind {
  return wait !== null && wait < PROMPT ? 'window-probe' : 'probe';
}

/** Nothing more will come: the likelier of the two. A closed window and data that waits go together. */
export function decideAtEnd(probes: readonly Exchange[], idle: number | null): ProbeKind {
  const decided = decideRun(probes, idle);
  if (decided !== 'undecided') return decided;
  const [first, second] = probes;
  if (first === undefined || second === undefined || first.sincePeer === null) return 'window-probe';
  return second.time - first.time > first.sincePeer * BACKED_OFF ? 'window-probe' : 'probe';
}
