/** A probe and what became of it. Probes are rare, so these are plain objects. */
import type { Direction } from '../tracking/rows.ts';

/** Every probe gets exactly one; `pending` where the capture ended before an answer could have come. */
export type ProbeOutcome = 'acknowledged' | 'data' | 'reset' | 'icmp-error' | 'unanswered' | 'pending';

/**
 * `probe`: a keepalive probe. `window-probe`: its twin that asks whether a closed window has opened.
 * `undecided`: sent while the peer's window was closed; the run tells which (keepalive/closed-window.ts).
 */
export type ProbeKind = 'probe' | 'window-probe' | 'undecided';

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
  /** 1 where it carries the garbage octet of RFC 9293 §3.8.4 (MAY-6). */
  octets: 0 | 1;
  /** IPv4 identification, by which an ICMP error is matched; 0 in IPv6. */
  ipId: number;
  /** Place among the probes of its side since the last answer, from 1. */
  position: number;
  /** Time since the prober last received something that restarts its idle clock, ns; null where that is not in the capture. */
  sincePeer: number | null;
  outcome: ProbeOutcome;
  /** The answer; 0 where there is none. */
  answerFrame: number;
  answerTime: number;
}
