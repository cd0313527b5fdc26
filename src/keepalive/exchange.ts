/** A probe and what became of it. */
import type { Direction } from '../tracking/rows.ts';

/** Every probe gets exactly one; `pending` where the capture ended before an answer could have come. */
export type ProbeOutcome = (typeof PROBE_OUTCOMES)[number];

/** All outcomes; the first is that of a probe nothing has answered yet. */
export const PROBE_OUTCOMES = [
  'unanswered',
  'acknowledged',
  'data',
  'reset',
  'icmp-error',
  'pending',
] as const;

/**
 * `probe`: a keepalive probe. `window-probe`: its twin that asks whether a closed window has opened.
 * `undecided`: sent while the peer's window was closed; the run tells which (keepalive/closed-window.ts).
 */
export type ProbeKind = (typeof EXCHANGE_KINDS)[number];

/** All kinds; the first is what a probe is unless something speaks against it. */
export const EXCHANGE_KINDS = ['probe', 'window-probe', 'undecided'] as const;

export interface Exchange {
  /** The probe's frame, and its time in ns since the timeline's first frame. */
  frame: number;
  time: number;
  /** 0 the originator probes, 1 the responder. */
  direction: Direction;
  kind: ProbeKind;
  /** SEG.SEQ and SEG.ACK of the probe, Int32. */
  sequence: number;
  acknowledgment: number;
  /** The prober's own window, unscaled. */
  window: number;
  /** Its control bits, see wire/segment.ts. */
  flags: number;
  /** 1 where it carries the garbage octet of RFC 9293 §3.8.4 (MAY-6). */
  octets: 0 | 1;
  /** Its IPv4 identification; 0: none, as in IPv6. Linux counts the packets of a connected socket with it. */
  ipId: number;
  /** It has RFC 7323 timestamps; by these, its side had received something since the probe before it. */
  timestamps: boolean;
  heard: boolean;
  /** Exchanges of its side were left out between it and the one before it. */
  isBehindGap: boolean;
  /** It was captured after a younger segment of its side: its time tells no setting. */
  late: boolean;
  /** TTL or hop limit as captured. */
  ttl: number;
  /** Its window is smaller than its side had advertised: no stack takes room back (RFC 9293 §3.8.6, SHLD-14). */
  shrinks: boolean;
  /** It acknowledges less than its side had before. */
  outdated: boolean;
  /** A window probe of a restored socket (keepalive/restored.ts), not of a closed window. */
  restored: boolean;
  /** INFERRED_ bits of wire/segment.ts: what it is known by, where its sequence number is not printed; else 0. */
  inference: number;
  /** Place among the probes of its side since the last answer, from 1. */
  position: number;
  /** Time since the prober last received something that restarts its idle clock, ns; null where that is not in the capture. */
  sincePeer: number | null;
  outcome: ProbeOutcome;
  /** The answer; 0 where there is none. */
  answerFrame: number;
  answerTime: number;
}
