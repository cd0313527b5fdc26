/**
 * Timelines in little room: a mark is a list of numbers and codes instead of an object with names. What it holds is
 * exactly what timelineOf() made; unpacked() gives it back.
 */
import { PROBE_OUTCOMES } from '../../../keepalive/exchange.ts';
import { parseInstant } from '../../instant.ts';
import { timeText } from '../../time-text.ts';
import { type BurstMark, endOf, type Mark, type SegmentMark, type Timeline } from './marks.ts';

/** Of a mark: time and frame, the code of what it is, and what that kind has; zeros at the end are left out. */
type PackedMark = readonly number[];

export interface PackedTimeline {
  marks: PackedMark[];
  captureEnd: number | null;
}

const ORIGINATOR = 0;
const RESPONDER = 1;
const BURST = 2;
const OMITTED = 3;

/** What a mark is, by name; its code is its place, from 1. */
const KIND_NAMES: Readonly<Record<SegmentMark['kind'], true>> = {
  ack: true,
  data: true,
  probe: true,
  'keepalive-ack': true,
  'window-probe': true,
  'window-probe-ack': true,
  retransmission: true,
  syn: true,
  'syn-ack': true,
  fin: true,
  reset: true,
  'icmp-error': true,
  heartbeat: true,
  'heartbeat-reply': true,
  'duplicate-frame': true,
};
const isKind = (text: string): text is SegmentMark['kind'] => Object.hasOwn(KIND_NAMES, text);
const KINDS: readonly SegmentMark['kind'][] = Object.keys(KIND_NAMES).filter(isKind);
const FLAGS: readonly string[] = ['SYN', 'FIN', 'RST', 'ACK'];

export function packed({ marks, captureEnd }: Timeline): PackedTimeline {
  return { marks: marks.map(packedMark), captureEnd };
}

/** `firstAt`: as timelineOf() was given it. */
export function unpacked({ marks, captureEnd }: PackedTimeline, firstAt: string): Timeline {
  const base = parseInstant(firstAt) ?? 0n;
  const made: Mark[] = [];
  for (const numbers of marks) made.push(markOf(numbers, base, made.at(-1)));
  return { marks: made, captureEnd };
}

function packedMark(mark: Mark): PackedMark {
  if (mark.type === 'omitted') return [mark.time, 0, OMITTED, mark.entries];
  if (mark.type === 'burst') {
    const { time, frame, endTime, lastFrame, originator, responder, capture } = mark;
    const amounts = [originator.segments, originator.octets, responder.segments, responder.octets];
    return trimmed([time, frame, BURST, endTime, lastFrame, ...amounts, capture]);
  }
  return trimmed([
    mark.time,
    mark.frame,
    mark.from === 'originator' ? ORIGINATOR : RESPONDER,
    KINDS.indexOf(mark.kind) + 1,
    mark.flags.reduce((bits, flag) => bits | (1 << FLAGS.indexOf(flag)), 0),
    mark.octets,
    mark.outcome === null ? 0 : PROBE_OUTCOMES.indexOf(mark.outcome) + 1,
    mark.runPosition ?? 0,
    mark.answers ?? 0,
    mark.rttSeconds ?? 0,
    mark.note === null ? 0 : 1,
    mark.capture,
  ]);
}

function markOf(numbers: PackedMark, base: bigint, before: Mark | undefined): Mark {
  const [time = 0, frame = 0, code = 0, entries = 0] = numbers;
  if (code === OMITTED) return { type: 'omitted', entries, time };
  const sinceSeconds =
    before === undefined || before.type === 'omitted' ? null : toNanosecond(time - endOf(before));
  const at = timeText(base, time * 1e9);
  const common = { frame, time, at, sinceSeconds };
  return code === BURST ? burstOf(numbers, base, common) : segmentOf(numbers, common);
}

type Common = Pick<BurstMark, 'frame' | 'time' | 'at' | 'sinceSeconds'>;

function burstOf(numbers: PackedMark, base: bigint, common: Common): BurstMark {
  const [, , , endTime = 0, lastFrame = 0, sent = 0, octets = 0, received = 0, back = 0, capture = 0] =
    numbers;
  return {
    type: 'burst',
    ...common,
    endTime,
    lastAt: timeText(base, endTime * 1e9),
    lastFrame,
    capture,
    originator: { segments: sent, octets },
    responder: { segments: received, octets: back },
  };
}

function segmentOf(numbers: PackedMark, common: Common): SegmentMark {
  const [
    ,
    ,
    side,
    kind = 0,
    flags = 0,
    octets = 0,
    outcome = 0,
    position = 0,
    answers = 0,
    rtt = 0,
    note = 0,
  ] = numbers;
  return {
    type: 'segment',
    ...common,
    capture: numbers[11] ?? 0,
    from: side === ORIGINATOR ? 'originator' : 'responder',
    kind: KINDS[kind - 1] ?? 'ack',
    flags: FLAGS.filter((_name, bit) => flags & (1 << bit)),
    octets,
    runPosition: position || null,
    outcome: PROBE_OUTCOMES[outcome - 1] ?? null,
    answers: answers || null,
    rttSeconds: answers === 0 ? null : rtt,
    note: note === 0 ? null : 'gives-up',
  };
}

function trimmed(numbers: readonly number[]): PackedMark {
  let length = numbers.length;
  while (numbers[length - 1] === 0) length--;
  return numbers.slice(0, length);
}

/** Away with what subtracting leaves behind the ninth decimal. */
function toNanosecond(seconds: number): number {
  return Math.round(seconds * 1e9) / 1e9;
}
