/**
 * Why tshark's labels differ from the truth: one rule a reason, asked in order, each of facts of the capture and of the
 * truth. tshark's own rules are those of packet-tcp.c, tcp_analyze_sequence_number(): a keepalive has 0 or 1 octet and
 * the number below the next expected one; its ACK follows it with unchanged numbers and window.
 */
import type { Difference, Scene } from './difference.ts';
import type { Exchange } from './exchange-truth.ts';
import type { Segment } from './tshark-labels.ts';

/** Each reason with a sentence for the reader; the order is that of the list that is printed. */
export const REASONS = {
  'mid-idle': 'the capture began mid-idle, or lost frames: nothing before shows the next number',
  'window-probe': 'a window probe without payload has the shape of a keepalive, and is called one',
  crossing: 'both ends probed at once: the answer does not follow its probe',
  'one-octet': 'one octet of data, sent again',
  copy: 'a copy of a frame that the capture already holds',
  'header-cut': 'the frame is cut inside the TCP header',
  wrap: 'the next sequence number is exactly 0, which tshark takes for unknown',
  'answer-kind': 'answered by data, RST or ICMP, which has no label',
  'window-changed': "the answer's window is closed, or not the one before",
  'around-fin': 'an acknowledgment around the own FIN',
  other: 'none of these',
} as const;
export type Reason = keyof typeof REASONS;

/** `segment` is the frame in question; `exchange` the true one that it belongs to, if any. */
interface Case extends Difference {
  scene: Scene;
  segment: Segment;
  exchange: Exchange | undefined;
}

type Rule = readonly [reason: Reason, holds: (asked: Case) => boolean];

const MISSED: readonly Rule[] = [
  ['header-cut', ({ segment }) => segment.cutOctets > segment.length],
  ['answer-kind', ({ measure, exchange }) => measure === 'answers' && exchange?.outcome !== 'acknowledged'],
  ['window-probe', ({ measure, segment }) => measure === 'windowProbes' && segment.labels.has('probes')],
  ['mid-idle', isNumberUnseen],
  ['wrap', ({ measure, segment }) => (isProbeMeasure(measure) ? after(segment) : segment.sequence) === 0],
];

const MISSED_ANSWER: readonly Rule[] = [
  ['crossing', ({ scene, exchange }) => exchange !== undefined && scene.crossing(exchange).length > 0],
  ['window-changed', ({ scene, segment }) => segment.window === 0 || hasNewWindow(scene, segment)],
];

const WRONG: readonly Rule[] = [
  ['copy', ({ scene, frame, exchange }) => exchange === undefined && isProbeClass(scene.classOf(frame))],
  ['window-probe', ({ measure, exchange }) => !isWindowMeasure(measure) && exchange?.kind === 'zwp'],
  ['one-octet', ({ scene, frame, segment }) => segment.length === 1 && scene.classOf(frame) === 'retrans'],
  ['around-fin', ({ scene, segment }) => scene.sentBefore(segment).some(({ isFin }) => isFin)],
];

/** The first reason that fits. What answers a probe that has the wrong label, or none, is explained by the probe. */
export function reasonOf(scene: Scene, difference: Difference): Reason {
  const { kind, measure, frame } = difference;
  const segment = scene.segment(frame);
  // Not a TCP segment: an ICMP error.
  if (segment === undefined) return measure === 'answers' && kind === 'missed' ? 'answer-kind' : 'other';
  const exchange = isProbeMeasure(measure) ? scene.exchangeOfProbe(frame) : scene.exchangeOfAnswer(frame);
  const asked = { ...difference, scene, segment, exchange };
  const own = firstThatHolds(kind === 'missed' ? MISSED : WRONG, asked);
  if (isProbeMeasure(measure)) return own ?? 'other';
  return (
    own ?? reasonOfProbe(asked) ?? firstThatHolds(kind === 'missed' ? MISSED_ANSWER : [], asked) ?? 'other'
  );
}

function firstThatHolds(rules: readonly Rule[], asked: Case): Reason | undefined {
  return rules.find(([, holds]) => holds(asked))?.[0];
}

/** Where tshark is wrong about the probe before an answer, why. */
function reasonOfProbe({ scene, measure, kind, segment, exchange }: Case): Reason | undefined {
  const probe = measure === 'windowAnswers' ? 'windowProbes' : 'probes';
  const frame = kind === 'missed' ? exchange?.frame : scene.lastReceived(segment)?.frame;
  const difference = scene.differences.find((one) => {
    return one.measure === probe && one.kind === kind && one.frame === frame;
  });
  return difference && reasonOf(scene, difference);
}

/** Before a probe its side sent nothing that ends where the probe does; before an answer, nothing at all. */
function isNumberUnseen({ scene, measure, segment }: Case): boolean {
  const number = isProbeMeasure(measure) ? after(segment) : segment.sequence;
  return !scene.sentBefore(segment).some(({ next }) => next === number);
}

function hasNewWindow(scene: Scene, segment: Segment): boolean {
  return scene.sentBefore(segment).at(-1)?.window !== segment.window;
}

/** The number after the octet that a probe repeats. */
function after({ sequence }: Segment): number {
  return (sequence + 1) >>> 0;
}

function isProbeClass(label: string): boolean {
  return ['probe', 'reply', 'zwp', 'zwp-reply'].includes(label);
}

function isProbeMeasure(measure: Case['measure']): boolean {
  return measure === 'probes' || measure === 'windowProbes';
}

function isWindowMeasure(measure: Case['measure']): boolean {
  return measure === 'windowProbes' || measure === 'windowAnswers';
}
