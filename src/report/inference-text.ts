/** What a probe is known by whose sequence number a text does not print: names for programs, a sentence for people. */
import {
  INFERRED_FROM_ANSWER,
  INFERRED_FROM_COUNT,
  INFERRED_FROM_ECHO,
  INFERRED_FROM_IDLE,
  INFERRED_FROM_RUN,
} from '../wire/segment.ts';
import type { InferenceReason } from './model.ts';

const REASONS: readonly [bit: number, name: InferenceReason, text: string][] = [
  [INFERRED_FROM_COUNT, 'count', 'later numbers, which count from its own, put it one below the next octet'],
  [INFERRED_FROM_IDLE, 'idle', 'it came after idle time and acknowledged nothing new'],
  [INFERRED_FROM_ANSWER, 'answer', 'a bare ACK answered it'],
  [INFERRED_FROM_ECHO, 'echo', 'the answer does not echo its timestamp'],
  [INFERRED_FROM_RUN, 'run', 'the same was sent again, and nobody answered'],
];

export function inferenceReasons(inference: number): InferenceReason[] {
  return REASONS.filter(([bit]) => inference & bit).map(([, name]) => name);
}

/** As a clause behind `frame N: `. */
export function inferenceText(side: string, inference: number): string {
  const reasons = REASONS.filter(([bit]) => inference & bit).map(([, , text]) => text);
  return `the text prints no sequence number; taken for a probe of the ${side} because ${reasons.join(', and ')}`;
}
