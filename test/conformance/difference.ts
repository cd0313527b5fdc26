/** Where the labels of frames differ from the truth, and the scene in which a difference is judged. */
import type { FlowTruth } from '../support/fixtures.ts';
import { type Exchange, framesOf, MEASURES, type Measure } from './exchange-truth.ts';
import { labelledFrames, type Segment } from './tshark-labels.ts';

/** `missed`: true and not labelled. `wrong`: labelled and not true. */
export interface Difference {
  measure: Measure;
  kind: 'missed' | 'wrong';
  frame: number;
}

/** A capture as tshark reads it and as it is, with the questions that the reasons ask. */
export class Scene {
  readonly differences: readonly Difference[];
  readonly #segments: readonly Segment[];
  readonly #byFrame: ReadonlyMap<number, Segment>;
  readonly #exchanges: readonly Exchange[];
  readonly #flows: readonly Pick<FlowTruth, 'frame_class'>[];

  constructor(
    segments: readonly Segment[],
    exchanges: readonly Exchange[],
    flows: readonly Pick<FlowTruth, 'frame_class'>[],
  ) {
    this.#segments = segments;
    this.#byFrame = new Map(segments.map((segment) => [segment.frame, segment]));
    this.#exchanges = exchanges;
    this.#flows = flows;
    this.differences = differencesBetween(labelledFrames(segments), framesOf(exchanges));
  }

  segment(frame: number): Segment | undefined {
    return this.#byFrame.get(frame);
  }

  /** The truth's class of a frame; empty where it names none. */
  classOf(frame: number): string {
    return this.#flows.map(({ frame_class }) => frame_class[`${frame}`]).find(Boolean) ?? '';
  }

  exchangeOfProbe(frame: number): Exchange | undefined {
    return this.#exchanges.find((exchange) => exchange.frame === frame);
  }

  exchangeOfAnswer(frame: number): Exchange | undefined {
    return this.#exchanges.find(({ answerFrame }) => answerFrame === frame);
  }

  /** What the same side sent before. */
  sentBefore({ frame, from }: Segment): Segment[] {
    return this.#segments.filter((other) => other.from === from && other.frame < frame);
  }

  /** The last segment of the other side before this one. */
  lastReceived({ frame, from, stream }: Segment): Segment | undefined {
    return this.#segments.findLast(
      (other) => other.stream === stream && other.from !== from && other.frame < frame,
    );
  }

  /** Probes of the answering side that were on their way at the same time as this exchange. */
  crossing(exchange: Exchange): Exchange[] {
    const answerer = this.segment(exchange.answerFrame ?? 0);
    return this.#exchanges.filter((other) => {
      const isOfAnswerer = this.segment(other.frame)?.from === answerer?.from;
      return isOfAnswerer && other.frame < end(exchange) && exchange.frame < end(other);
    });
  }
}

function differencesBetween(
  labelled: Record<Measure, number[]>,
  truth: Record<Measure, number[]>,
): Difference[] {
  return MEASURES.flatMap((measure) => {
    const named = new Set(labelled[measure]);
    const wanted = new Set(truth[measure]);
    return [
      ...[...wanted]
        .filter((frame) => !named.has(frame))
        .map((frame): Difference => ({ measure, kind: 'missed', frame })),
      ...[...named]
        .filter((frame) => !wanted.has(frame))
        .map((frame): Difference => ({ measure, kind: 'wrong', frame })),
    ];
  });
}

function end({ answerFrame }: Exchange): number {
  return answerFrame ?? Infinity;
}
