/** Notes about frames as sentences. Other frames are named by their number in the input. */
import type { Exchange, ProbeOutcome } from '../../keepalive/exchange.ts';
import { preciseDuration } from '../duration.ts';
import { roleOf } from '../messages.ts';
import type { FrameNote, NoteKind } from './frame-notes.ts';

/** What a sentence needs beside the note. */
export interface NoteContext {
  /** Of a probe; null where it is not known any more (Limits.exchanges). */
  exchange: Exchange | null;
  /** `frame 5`, given the frame's number on the timeline. */
  frameName(frame: number): string;
}

/** The comment that a note makes; null where it makes none. */
export function noteText(note: FrameNote, context: NoteContext): string | null {
  const { kind, direction, duration } = note;
  const side = roleOf(direction);
  switch (kind) {
    case 'kept':
      return null;
    case 'gap':
      return `ends a silence of ${preciseDuration(duration / 1e9)}`;
    case 'gives-up':
      return `the ${side} gives up: its own reset, after unanswered probes${answered(note, context)}`;
    case 'probe':
      return `keepalive probe of the ${side}${fate(context)}`;
    case 'window-probe':
      return `window probe of the ${side}, no keepalive: it asks whether a closed window has opened${fate(context)}`;
    default:
      return `${NAMES[kind]} of the ${side}${answered(note, context)}`;
  }
}

const NAMES: Readonly<
  Record<Exclude<NoteKind, 'kept' | 'gap' | 'gives-up' | 'probe' | 'window-probe'>, string>
> = {
  'keepalive-ack': 'keepalive ACK',
  'window-probe-ack': 'acknowledgment',
  data: 'data',
  fin: 'FIN',
  reset: 'reset in the name',
  'icmp-error': 'ICMP error about a packet',
  heartbeat: 'heartbeat',
  'heartbeat-reply': 'heartbeat reply',
};

function answered({ kind, link, duration }: FrameNote, { frameName }: NoteContext): string {
  if (link === 0) return '';
  const asked = kind === 'heartbeat-reply' ? 'heartbeat' : 'probe';
  return `; answers the ${asked} in ${frameName(link)} after ${preciseDuration(duration / 1e9)}`;
}

function fate({ exchange, frameName }: NoteContext): string {
  if (exchange === null) return '';
  const { outcome, position, answerFrame, answerTime, time } = exchange;
  const place = position > 1 ? ` (number ${position} since the last answer)` : '';
  if (answerFrame === 0) return `${place}: ${OUTCOMES[outcome]}`;
  return `${place}: ${OUTCOMES[outcome]} in ${frameName(answerFrame)} after ${preciseDuration((answerTime - time) / 1e9)}`;
}

const OUTCOMES: Readonly<Record<ProbeOutcome, string>> = {
  acknowledged: 'acknowledged',
  data: 'answered by data',
  reset: 'answered by a reset',
  'icmp-error': 'met by an ICMP error',
  unanswered: 'no answer',
  pending: 'the capture ends before an answer could come',
};
