/**
 * One segment of a trace as a rung of a ladder: what the originator sent stands left of the arrow, what the responder
 * sent right of it, and what it means after both.
 *
 *      28  12:31:57.787226   10.240 s           <------------- probe 1  no answer
 */
import { preciseDuration } from './duration.ts';
import type { TraceEntry } from './model.ts';
import { quantity } from './quantity.ts';

/** A segment entry of a trace. */
export type SegmentEntry = Extract<TraceEntry, { type: 'segment' }>;
/** A burst entry of a trace. */
export type BurstEntry = Extract<TraceEntry, { type: 'burst' }>;

/** Characters of the columns; `arrow` grows with the screen. */
export interface LadderWidths {
  frame: number;
  arrow: number;
  columns: number;
}

const TIME = 15;
const SINCE = 10;
const LABEL = 8;
/** Room kept for the meaning at the right, so that it seldom has to be shortened. */
const MEANING = 18;

/** The widths for a screen, given the largest frame number. */
export function ladderWidths(columns: number, largestFrame: number): LadderWidths {
  const frame = Math.max(5, String(largestFrame).length);
  const others = frame + 2 + TIME + 1 + SINCE + 2 + LABEL + 1 + 1 + LABEL + 1 + MEANING;
  return { frame, arrow: Math.min(14, Math.max(6, columns - others)), columns };
}

/** The heading over the ladder. */
export function ladderHeading({ frame, arrow }: LadderWidths): string {
  const left = 'originator'.padEnd(LABEL + 1 + Math.floor(arrow / 2));
  return `${toRight('frame', frame)}  ${'time'.padEnd(TIME)} ${toRight('since', SINCE)}  ${left.padEnd(LABEL + 1 + arrow)} responder`;
}

/** The rung of a segment. */
export function segmentRung(entry: SegmentEntry, widths: LadderWidths): string {
  const base = opening(entry, widths) + lanes(entry, widths);
  const [short, whole] = segmentMeaning(entry);
  const line = `${base} ${whole}`;
  return (line.length <= widths.columns ? line : `${base} ${short}`).trimEnd();
}

/** The rung of a burst: `12 segments, 14,600 octets ->, <- 5 segments`; without octets where they do not fit. */
export function burstRung(entry: BurstEntry, widths: LadderWidths): string {
  const base = opening(entry, widths);
  const line = base + burstText(entry, true);
  return line.length <= widths.columns ? line : base + burstText(entry, false);
}

/** Spaces up to the ladder, for lines between the rungs. */
export function ladderIndent({ frame }: LadderWidths): string {
  return ' '.repeat(frame + 2);
}

function opening(entry: SegmentEntry | BurstEntry, { frame }: LadderWidths): string {
  const since = entry.sinceSeconds === null ? '' : preciseDuration(entry.sinceSeconds);
  return `${toRight(String(entry.frame), frame)}  ${timeOfDay(entry.at)} ${toRight(since, SINCE)}  `;
}

function lanes(entry: SegmentEntry, { arrow }: LadderWidths): string {
  const label = segmentLabel(entry);
  const line = '-'.repeat(arrow - 1);
  return entry.from === 'originator'
    ? `${label.padEnd(LABEL)} ${line}> ${' '.repeat(LABEL)}`
    : `${' '.repeat(LABEL)} <${line} ${label.padEnd(LABEL)}`;
}

/** What was sent, in a word: `probe 2`, `SYN,ACK`, `data`. */
export function segmentLabel({ kind, flags, runPosition, outcome }: SegmentEntry): string {
  switch (kind) {
    case 'probe':
      // A lone probe that was answered is no run.
      return runPosition === null || (runPosition === 1 && outcome === 'acknowledged')
        ? 'probe'
        : `probe ${runPosition}`;
    case 'window-probe':
      return 'probe';
    case 'data':
    case 'retransmission':
    case 'heartbeat':
    case 'heartbeat-reply':
      return 'data';
    case 'icmp-error':
      return 'ICMP';
    default:
      return flags.length === 0 ? '-' : flags.join(',');
  }
}

/** What the segment means: in short, for where the whole does not fit, and whole. */
export function segmentMeaning(entry: SegmentEntry): Meaning {
  if (entry.note === 'gives-up') return same('gives up');
  const [short, whole] = ownMeaning(entry);
  if (entry.answers === null) return [short, whole];
  const answers = `answers ${entry.answers}`;
  const time = entry.rttSeconds === null ? '' : `, ${preciseDuration(entry.rttSeconds)}`;
  return [answers, whole === '' ? `${answers}${time}` : `${answers}${time}: ${whole}`];
}

function ownMeaning({ kind, octets, outcome }: SegmentEntry): Meaning {
  const size = quantity(octets, 'octet');
  switch (kind) {
    case 'probe':
      return same(outcome === null ? '' : OUTCOME_MEANINGS[outcome]);
    case 'window-probe':
      return outcome === 'unanswered'
        ? ['window, no answer', 'window probe, no answer']
        : same('window probe');
    case 'retransmission':
      return ['sent again', `sent again, ${size}`];
    case 'heartbeat':
      return ['heartbeat', `heartbeat, ${size}`];
    case 'heartbeat-reply':
      return ['heartbeat reply', `heartbeat reply, ${size}`];
    case 'icmp-error':
      return same('error');
    case 'duplicate-frame':
      return same('captured twice');
    default:
      return same(octets > 0 ? size : '');
  }
}

export type Meaning = readonly [short: string, whole: string];

function same(text: string): Meaning {
  return [text, text];
}

/** The answer of an answered probe is a rung of its own, which says so. */
const OUTCOME_MEANINGS = {
  acknowledged: '',
  data: '',
  reset: '',
  'icmp-error': '',
  unanswered: 'no answer',
  pending: 'no answer yet',
} as const;

/** Segments and octets of both sides: `12 segments, 14,600 octets ->, <- 5 segments`. */
export function burstText({ originator, responder }: BurstEntry, withOctets: boolean): string {
  const textOf = ({ segments, octets }: BurstEntry['originator']): string => {
    const count = quantity(segments, 'segment');
    if (octets === 0) return count;
    return withOctets ? `${count}, ${quantity(octets, 'octet')}` : quantity(octets, 'octet');
  };
  const sent: string[] = [];
  if (originator.segments > 0) sent.push(`${textOf(originator)} ->`);
  if (responder.segments > 0) sent.push(`<- ${textOf(responder)}`);
  return sent.join(', ');
}

/** `12:29:34.491239` of an ISO 8601 time. */
function timeOfDay(at: string): string {
  return at.slice(11, 11 + TIME).padEnd(TIME);
}

function toRight(text: string, width: number): string {
  return text.padStart(width);
}
