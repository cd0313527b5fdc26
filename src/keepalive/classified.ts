/** A classified frame: what the event stream and the traces are made of. */
import type { Direction } from '../tracking/rows.ts';
import type { Exchange } from './exchange.ts';

export type EventKind =
  | 'syn'
  | 'syn-ack'
  | 'data'
  | 'probe'
  | 'keepalive-ack'
  | 'window-probe'
  | 'window-probe-ack'
  | 'retransmission'
  | 'fin'
  | 'reset'
  | 'icmp-error'
  | 'heartbeat'
  | 'heartbeat-reply'
  | 'duplicate-frame';

export interface Classified {
  frame: number;
  time: number;
  row: number;
  /** 0 from the originator, 1 from the responder. */
  direction: Direction;
  /** `ack`: an acknowledgment that is nothing more. */
  kind: EventKind | 'ack';
  /** RFC 9293 control bits. */
  flags: number;
  /** Payload octets. */
  length: number;
  /** The probe that this frame is. */
  probe: Exchange | null;
  /** The probe that this frame answers. */
  answers: Exchange | null;
  /** The prober's own reset after unanswered probes. */
  givesUp: boolean;
}

/** Receives classified frames; those of one connection come in the order of the capture, and are final. */
export type ClassifiedSink = (frame: Classified) => void;
