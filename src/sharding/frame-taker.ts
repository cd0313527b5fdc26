/**
 * From frames to the connections of a shard: takes those of its flows, and passes over the others. Every thread of an
 * analysis has one, and all go over the same frames, which the first one has had a glance at.
 */
import type { FrameBatch } from '../capture/frame-batch.ts';
import { NO_SEGMENTS, NOT_IP_COUNT, NOT_PLAIN, NOT_TCP_COUNT, OF_VLAN } from '../capture/frame-layout.ts';
import { flowHash } from '../wire/flow-hash.ts';
import { decodeLayers } from '../wire/layers.ts';
import { Outcome } from '../wire/outcome.ts';
import { plainScope } from '../wire/plain-frame.ts';
import { decodePlain } from '../wire/plain-segment.ts';
import { MISSING_TIME, Segment } from '../wire/segment.ts';
import { Express } from './express.ts';
import type { Shard } from './shard.ts';
import type { Share } from './share.ts';

/** Frames that are no segment, by what decoding came to; `firsts` counts from 1 over the capture. */
export interface OutcomeTally {
  counts: Uint32Array;
  firsts: Uint32Array;
}

/** Where the counts are in FrameBatch.noSegments; behind each is the place of the first. */
const NOT_IP: number = (NOT_IP_COUNT - NO_SEGMENTS) / 4;
const NOT_TCP: number = (NOT_TCP_COUNT - NO_SEGMENTS) / 4;

export class FrameTaker {
  private readonly shard: Shard;
  private readonly share: Share;
  private readonly express: Express;
  private readonly segment: Segment = new Segment();

  constructor(shard: Shard, share: Share, express: Express = new Express(shard, share)) {
    this.shard = shard;
    this.share = share;
    this.express = express;
  }

  /**
   * Takes the frames, before which `before` came in all captures, `inCapture` in theirs. What is no segment is counted in
   * the tally, if there is one.
   */
  take(frames: FrameBatch, before: number, tally: OutcomeTally | null = null, inCapture = 0): void {
    const { express, shard } = this;
    if (tally !== null) countNoSegments(tally, frames, inCapture);
    const chosen = express.choose(frames);
    for (let number = 0; ; number++) {
      // Whoever listens wants to know of every segment.
      if (!shard.everyStep) number = express.take(number, before);
      if (number >= chosen) return;
      const place = express.placeOf(number);
      const packet = frames.packets[place] ?? NOT_PLAIN;
      if (packet < 0) this.takeOther(frames, place, before, tally, inCapture);
      else this.takePlain(frames, place, packet, before);
    }
  }

  private takePlain(frames: FrameBatch, place: number, packet: number, before: number): void {
    const { segment } = this;
    const at = packet & ~OF_VLAN;
    const { view, starts, ends, linkTypes } = frames;
    const scope = plainScope(linkTypes[place] ?? -1, view, starts[place] ?? 0, at);
    decodePlain(view, at, ends[place] ?? 0, scope, segment);
    segment.outcome = Outcome.Segment;
    segment.flowHash = frames.flowHashes[place] ?? 0;
    this.give(frames, place, before);
  }

  /** Whose flow a frame is that is not plain is known only when it is decoded. */
  private takeOther(
    frames: FrameBatch,
    place: number,
    before: number,
    tally: OutcomeTally | null,
    inCapture: number,
  ): void {
    const { segment } = this;
    const outcome = decodeLayers(
      frames.linkTypes[place] ?? -1,
      frames.view,
      frames.starts[place] ?? 0,
      frames.ends[place] ?? 0,
      frames.originalLengths[place] ?? 0,
      segment,
    );
    segment.outcome = outcome;
    if (outcome !== Outcome.Segment && tally !== null) count(tally, outcome, inCapture + place + 1);
    if (outcome !== Outcome.Segment && outcome !== Outcome.IcmpError) return;
    segment.flowHash = flowHash(segment);
    if (this.share.holds(segment.flowHash)) this.give(frames, place, before);
  }

  private give(frames: FrameBatch, place: number, before: number): void {
    const { segment } = this;
    segment.frame = before + place + 1;
    segment.time = frames.times[place] ?? 0;
    if (frames.untimed[place] === 1) segment.missing |= MISSING_TIME;
    this.shard.take(segment);
  }
}

/** What nobody decodes. */
function countNoSegments(tally: OutcomeTally, { noSegments }: FrameBatch, inCapture: number): void {
  const notIp = noSegments[NOT_IP] ?? 0;
  const notTcp = noSegments[NOT_TCP] ?? 0;
  if (notIp > 0) count(tally, Outcome.NotIp, inCapture + (noSegments[NOT_IP + 1] ?? 0) + 1, notIp);
  if (notTcp > 0) count(tally, Outcome.NotTcp, inCapture + (noSegments[NOT_TCP + 1] ?? 0) + 1, notTcp);
}

/** Counts the outcome of so many frames, the first of which is that of this number in its capture. */
export function count({ counts, firsts }: OutcomeTally, outcome: Outcome, frame: number, frames = 1): void {
  const before = counts[outcome] ?? 0;
  const first = firsts[outcome] ?? 0;
  // Those of a batch that nobody decodes are counted before the others.
  if (before === 0 || frame < first) firsts[outcome] = frame;
  counts[outcome] = before + frames;
}
