/**
 * Probes and their answers, as the truth knows them and as a report tells them, in one form that can be compared. Copies
 * of a frame are no probes and no answers: the truth names the first of each.
 */
import type { ProbeOutcome, Report } from '../../src/index.ts';
import type { FlowTruth, Truth } from '../support/fixtures.ts';

/** What frames are compared for. A window answer is an answer to a window probe. */
export const MEASURES = ['probes', 'answers', 'windowProbes', 'windowAnswers'] as const;
export type Measure = (typeof MEASURES)[number];

/** A probe of either kind; `outcome` and `answerFrame` are null where nothing answered it. */
export interface Exchange {
  kind: 'keepalive' | 'zwp';
  frame: number;
  outcome: AnswerKind | null;
  answerFrame: number | null;
}

type AnswerKind = Exclude<ProbeOutcome, 'unanswered' | 'pending'>;

const ANSWER_KINDS: Readonly<Record<string, AnswerKind>> = {
  ack: 'acknowledged',
  data: 'data',
  rst: 'reset',
  icmp: 'icmp-error',
};
const PAYLOAD_CLASSES = new Set(['data', 'retrans', 'ping', 'pong']);

/** Throws where the truth has a word for an answer that is not known here. */
export function exchangesOfTruth({ name, flows }: Pick<Truth, 'name' | 'flows'>): Exchange[] {
  return flows.flatMap((flow) =>
    flow.probe_details.map(({ kind, frame, answer, answer_frame }) => {
      const outcome = answer === null ? null : answerKind(flow, answer, answer_frame);
      if (outcome === undefined) throw new Error(`${name}, probe ${frame}: no answer is called "${answer}"`);
      return { kind, frame, outcome, answerFrame: answer_frame };
    }),
  );
}

/** What keepscope's report says. */
export function exchangesOfReport({ connections }: Pick<Report, 'connections'>): Exchange[] {
  return connections.flatMap(({ exchanges, windowProbes }) => [
    ...exchanges.map((exchange) => reported('keepalive', exchange)),
    ...windowProbes.map((exchange) => reported('zwp', exchange)),
  ]);
}

/** The frames of each measure: all that a label on a frame can say. */
export function framesOf(exchanges: readonly Exchange[]): Record<Measure, number[]> {
  const probes = exchanges.filter(({ kind }) => kind === 'keepalive');
  const windowProbes = exchanges.filter(({ kind }) => kind === 'zwp');
  return {
    probes: probes.map(({ frame }) => frame),
    answers: answerFrames(probes),
    windowProbes: windowProbes.map(({ frame }) => frame),
    windowAnswers: answerFrames(windowProbes),
  };
}

/** The same in words, with the probe that each answer answers and how: all that keepscope says. */
export function tiesOf(exchanges: readonly Exchange[]): Record<Measure, string[]> {
  const { probes, windowProbes } = framesOf(exchanges);
  const ties = (kind: Exchange['kind']): string[] =>
    exchanges
      .filter((exchange) => exchange.kind === kind && exchange.answerFrame !== null)
      .map(({ frame, outcome, answerFrame }) => `${answerFrame} (${outcome}, of probe ${frame})`);
  return {
    probes: probes.map(String),
    answers: ties('keepalive'),
    windowProbes: windowProbes.map(String),
    windowAnswers: ties('zwp'),
  };
}

function answerKind(
  { frame_class }: FlowTruth,
  answer: string,
  frame: number | null,
): AnswerKind | undefined {
  const hasPayload = PAYLOAD_CLASSES.has(frame_class[`${frame}`] ?? '');
  return answer === 'ack' && hasPayload ? 'data' : ANSWER_KINDS[answer];
}

function reported(
  kind: Exchange['kind'],
  { frame, outcome, answerFrame }: Report['connections'][number]['exchanges'][number],
): Exchange {
  const isAnswered = outcome !== 'unanswered' && outcome !== 'pending';
  return { kind, frame, outcome: isAnswered ? outcome : null, answerFrame };
}

function answerFrames(exchanges: readonly Exchange[]): number[] {
  return exchanges.flatMap(({ answerFrame }) => (answerFrame === null ? [] : [answerFrame]));
}
