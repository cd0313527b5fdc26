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
/** No stack waits less for a window: TCP_RTO_MIN of Linux is 0.2 s. */
export const SHORTEST_WINDOW_PROBE: number = 0.18 * SECOND;
/** How much a spacing must grow to be a back-off; timer granularity is below an eighth. */
const BACKED_OFF = 1.5;
const CONSTANT = 1.25;
/** Each spacing of a back-off is twice the one before; its timer may be late by an eighth. */
const DOUBLED_AT_LEAST = 1.6;
const DOUBLED_AT_MOST = 2.5;
/** So many spacings, each double the one before, are no chance: a lost keepalive makes one spacing double. */
const DOUBLINGS = 3;
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
  const latest = last.time - beforeLast.time;
  if (latest > spacing * BACKED_OFF) return 'window-probe';
  // In between, a probe was lost to the capture: the next ones tell.
  return latest < spacing * CONSTANT ? 'probe' : 'undecided';
}

/** Whether no keepalive is due so long after the peer was heard, ns. `idle` as above. */
export function isBeforeIdle(sincePeer: number, idle: number | null): boolean {
  return idle !== null && sincePeer < idle / CONSTANT;
}

/**
 * The same where no window of the peer was captured since it could have closed: one direction only, or a hole in the
 * capture. Then only what no keepalive does tells a window probe: a spacing below a second, or one that doubles again
 * and again.
 */
export function decideUnseen(probes: readonly Exchange[]): ProbeKind {
  const spacings = spacingsOf(probes);
  const [first] = spacings;
  // One octet below SND.NXT asks for no window; and the keepalive of Solaris, which is one, backs off.
  if (probes[0]?.octets === 1) return 'probe';
  if (first === undefined) return 'undecided';
  if (first >= SHORTEST_WINDOW_PROBE && first < SHORTEST_KEEPALIVE) return 'window-probe';
  if (!grows(spacings)) return 'probe';
  const latest = spacings.slice(-DOUBLINGS);
  return latest.length === DOUBLINGS && doubles(latest) ? 'window-probe' : 'undecided';
}

/** Nothing more will come. Without a window the likelier one is a keepalive. */
export function decideUnseenAtEnd(probes: readonly Exchange[]): ProbeKind {
  return decideUnseen(probes) === 'window-probe' ? 'window-probe' : 'probe';
}

/** Whether segments sent at these times, oldest first, may be a sender's first window probes: no keepalive is so fast. */
export function startsBackOff(times: readonly number[]): boolean {
  const spacings = spacingsOf(times.map((time) => ({ time })));
  const [first] = spacings;
  return (
    first !== undefined && first >= SHORTEST_WINDOW_PROBE && first < SHORTEST_KEEPALIVE && doubles(spacings)
  );
}

function spacingsOf(probes: readonly { time: number }[]): number[] {
  return probes.slice(1).map(({ time }, place) => time - (probes[place]?.time ?? time));
}

/** Whether each spacing is longer than the one before. With one that was lost to the capture it need not be twice. */
function grows(spacings: readonly number[]): boolean {
  return spacings.slice(1).every((spacing, place) => spacing > (spacings[place] ?? 0) * CONSTANT);
}

function doubles(spacings: readonly number[]): boolean {
  return spacings.slice(1).every((spacing, place) => {
    const before = spacings[place] ?? 0;
    return spacing > before * DOUBLED_AT_LEAST && spacing < before * DOUBLED_AT_MOST;
  });
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
