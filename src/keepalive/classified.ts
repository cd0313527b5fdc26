/** A classified frame: what the event stream and the traces are made of. */
import type { Direction } from '../tracking/rows.ts';
import { NOTABLE_COPY, NOTABLE_RESENT, type Step } from '../tracking/step.ts';
import { ACK, FIN, RST, type Segment, SYN } from '../wire/segment.ts';

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
  /** The exchange whose probe this frame is, and the one whose probe it answers: ids of the ExchangeStore, 0 = none. */
  probe: number;
  answers: number;
  /** Frame and time (ns) of the probe or heartbeat that it answers; 0 where it answers none. */
  answersFrame: number;
  answersTime: number;
  /** The prober's own reset after unanswered probes. */
  givesUp: boolean;
}

/** Receives classified frames; those of one connection come in the order of the capture. */
export type ClassifiedSink = (frame: Classified) => void;

/** Who listens to classified frames. */
export interface ClassifiedListener {
  /** Gets each frame once, when it is final. */
  decided: ClassifiedSink;
  /** Gets a frame that is held back, as it looks when it comes; null: nobody wants it before it is final. */
  held: ClassifiedSink | null;
}

/** A heartbeat, or the answer to the one of `answersFrame` and `answersTime`. */
export interface ToldBeat {
  kind: 'heartbeat' | 'heartbeat-reply';
  answersFrame: number;
  answersTime: number;
}

/** A segment as a classified frame of a first kind; data may be a heartbeat. */
export function classified(
  row: number,
  direction: Direction,
  segment: Segment,
  kind: Classified['kind'],
  beat: ToldBeat | null = null,
): Classified {
  const told = kind === 'data' ? beat : null;
  return {
    frame: segment.frame,
    time: segment.time,
    row,
    direction,
    kind: told?.kind ?? kind,
    flags: segment.flags,
    length: segment.length,
    probe: 0,
    answers: 0,
    answersFrame: told?.answersFrame ?? 0,
    answersTime: told?.answersTime ?? 0,
    givesUp: false,
  };
}

/** The kind of a segment that is no probe and answers none. */
export function plainKind(step: Step, segment: Segment): Classified['kind'] {
  if (step.notable & NOTABLE_COPY) return 'duplicate-frame';
  if (segment.flags & RST) return 'reset';
  if (segment.flags & SYN) return segment.flags & ACK ? 'syn-ack' : 'syn';
  if (segment.flags & FIN) return 'fin';
  if (segment.length === 0) return 'ack';
  return step.notable & NOTABLE_RESENT ? 'retransmission' : 'data';
}
