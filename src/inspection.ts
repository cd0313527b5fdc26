/**
 * One pass over captures: the only place where input, decoding and tracking meet. Reads every frame, decodes it, and
 * leaves the connections in the tracker and the observer; what comes of them is made by analyze.ts.
 */
import type { Epoch } from './capture/epoch.ts';
import type { CaptureReader } from './capture/reader.ts';
import type { ClassifiedSink } from './keepalive/classified.ts';
import { Observer, type ObserverLimits } from './keepalive/observer.ts';
import { FrameNumbers } from './report/frame-numbers.ts';
import { Tracker } from './tracking/tracker.ts';
import { decodeFrame } from './wire/frame.ts';
import { OUTCOME_NAMES, Outcome } from './wire/outcome.ts';
import { MISSING_TIME, Segment } from './wire/segment.ts';

/** Frames of one capture by what decoding came to (but for Segment, which is the rest), and the first of each. */
export interface CaptureTally {
  reader: CaptureReader;
  frames: number;
  counts: Uint32Array;
  firsts: Uint32Array;
  /** ns since the epoch; null where no frame has a time. */
  firstTime: number | null;
  lastTime: number | null;
}

/** Segments decoded before the first of them is tracked: enough for their cache misses to overlap, few enough for L1. */
const BATCH = 16;

export class Inspection {
  readonly tracker: Tracker = new Tracker();
  readonly observer: Observer;
  readonly tallies: CaptureTally[] = [];
  readonly frameNumbers: FrameNumbers = new FrameNumbers();
  readonly epoch: Epoch;
  /** Time of the last frame read, ns; frames read over all captures. */
  now = 0;
  frames = 0;
  private readonly everyStep: boolean;
  private readonly batch: readonly Segment[] = Array.from({ length: BATCH }, () => new Segment());

  /** `listen` makes the sink of the classified frames, which may look at the inspection; null: nobody listens. */
  constructor(
    epoch: Epoch,
    limits: ObserverLimits,
    listen: ((inspection: Inspection) => ClassifiedSink) | null,
  ) {
    const sink = listen === null ? null : listen(this);
    this.epoch = epoch;
    this.everyStep = sink !== null;
    this.observer = new Observer(this.tracker, limits, sink);
  }

  /** The next capture begins. */
  begin(reader: CaptureReader): void {
    this.frameNumbers.begin(this.frames);
    const counts = new Uint32Array(OUTCOME_NAMES.length);
    const firsts = new Uint32Array(OUTCOME_NAMES.length);
    this.tallies.push({ reader, frames: 0, counts, firsts, firstTime: null, lastTime: null });
  }

  /** Takes all frames of the reader's block. The hot loop: nothing in it waits, throws or allocates. */
  readBlock(reader: CaptureReader): void {
    const tally = this.tallies[this.tallies.length - 1];
    if (tally === undefined) return;
    const before = this.frames;
    while (this.readBatch(reader, tally));
    if (this.frames === before) return;
    tally.lastTime = tally.firstTime === null ? null : reader.time;
    this.now = reader.time;
  }

  /** Decodes as many frames as the batch holds, then gives their segments to the tracker. False at the block's end. */
  private readBatch(reader: CaptureReader, tally: CaptureTally): boolean {
    let filled = 0;
    for (const segment of this.batch) {
      if (!reader.next()) break;
      filled++;
      segment.frame = ++this.frames;
      segment.time = reader.time;
      segment.outcome = decodeFrame(
        reader.linkType,
        reader.view,
        reader.start,
        reader.end,
        reader.originalLength,
        segment,
      );
      if (!reader.timed) segment.missing |= MISSING_TIME;
      else if (tally.firstTime === null) tally.firstTime = reader.time;
    }
    tally.frames += filled;
    this.takeBatch(tally, filled);
    return filled === BATCH;
  }

  private takeBatch(tally: CaptureTally, filled: number): void {
    const { batch, tracker, observer, everyStep } = this;
    const { step } = tracker;
    for (const segment of batch) tracker.lookAhead(segment);
    let left = filled;
    for (const segment of batch) {
      if (left-- === 0) return;
      if (segment.outcome === Outcome.Segment) {
        tracker.observe(segment);
        if (everyStep || step.notable !== 0) observer.observe(step, segment);
        continue;
      }
      if (segment.outcome === Outcome.IcmpError) this.readIcmpError(segment);
      count(tally, segment.outcome, segment.frame - (this.frames - tally.frames));
    }
  }

  /** All captures are read: what is open is decided. */
  finish(): void {
    this.observer.finish(this.now);
  }

  private readIcmpError(segment: Segment): void {
    const row = this.tracker.find(segment);
    if (row >= 0) this.observer.icmpError(row, this.tracker.step.direction, segment);
  }
}

function count(tally: CaptureTally, outcome: Outcome, frame: number): void {
  const { counts, firsts } = tally;
  const before = counts[outcome] ?? 0;
  if (before === 0) firsts[outcome] = frame;
  counts[outcome] = before + 1;
}
