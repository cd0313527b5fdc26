/**
 * One pass over captures: the only place where input, decoding and tracking meet. Reads every frame, decodes it, and
 * gives its segment to the shard of its flow, in this thread or another; what comes of them is made by analyze.ts.
 */
import type { Epoch } from './capture/epoch.ts';
import type { CaptureReader } from './capture/reader.ts';
import { FrameNumbers } from './report/frame-numbers.ts';
import type { Crew } from './sharding/crew.ts';
import { type FinishedShard, newBatch, type Shard } from './sharding/shard.ts';
import { flowHash } from './tracking/flow-index.ts';
import { decodeFrame } from './wire/frame.ts';
import { OUTCOME_NAMES, Outcome } from './wire/outcome.ts';
import { MISSING_TIME, type Segment } from './wire/segment.ts';

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

export class Inspection {
  readonly tallies: CaptureTally[] = [];
  readonly frameNumbers: FrameNumbers = new FrameNumbers();
  readonly epoch: Epoch;
  /** Once finish() is done: all connections. */
  shards: readonly FinishedShard[] = [];
  /** Time of the last frame read, ns; frames read over all captures. */
  now = 0;
  frames = 0;
  private readonly shard: Shard;
  private readonly crew: Crew | null;
  private readonly batch: readonly Segment[] = newBatch();

  /** `shard`: of this thread; `crew`: the other threads. */
  constructor(epoch: Epoch, shard: Shard, crew: Crew | null) {
    this.epoch = epoch;
    this.shard = shard;
    this.crew = crew;
  }

  /** The next capture begins. */
  begin(reader: CaptureReader): void {
    this.frameNumbers.begin(this.frames);
    const counts = new Uint32Array(OUTCOME_NAMES.length);
    const firsts = new Uint32Array(OUTCOME_NAMES.length);
    this.tallies.push({ reader, frames: 0, counts, firsts, firstTime: null, lastTime: null });
  }

  /** Takes all frames of the reader's block. The hot loop: nothing in it throws or allocates. */
  readBlock(reader: CaptureReader): void {
    const tally = this.tallies[this.tallies.length - 1];
    if (tally === undefined) return;
    const before = this.frames;
    while (this.readBatch(reader, tally));
    if (this.frames === before) return;
    tally.lastTime = tally.firstTime === null ? null : reader.time;
    this.now = reader.time;
  }

  /** All captures are read: what is open is decided, and the other threads' connections come in. */
  async finish(): Promise<void> {
    const others = this.crew?.finish(this.now) ?? [];
    this.shards = [this.shard.finish(this.now), ...(await others)];
  }

  /** Decodes frames until the batch is full of segments for this thread, and takes them. False at the block's end. */
  private readBatch(reader: CaptureReader, tally: CaptureTally): boolean {
    const { batch, shard } = this;
    let filled = 0;
    for (const segment of batch) {
      do {
        if (!reader.next()) {
          shard.take(batch, filled);
          return false;
        }
      } while (!this.decode(reader, tally, segment));
      filled++;
    }
    shard.take(batch, filled);
    return true;
  }

  /** Decodes the reader's frame; false where nothing in it is for this thread's shard. */
  private decode(reader: CaptureReader, tally: CaptureTally, segment: Segment): boolean {
    segment.frame = ++this.frames;
    tally.frames++;
    segment.time = reader.time;
    const outcome = decodeFrame(
      reader.linkType,
      reader.view,
      reader.start,
      reader.end,
      reader.originalLength,
      segment,
    );
    segment.outcome = outcome;
    if (!reader.timed) segment.missing |= MISSING_TIME;
    else if (tally.firstTime === null) tally.firstTime = reader.time;
    if (outcome !== Outcome.Segment) {
      count(tally, outcome);
      if (outcome !== Outcome.IcmpError) return false;
    }
    segment.flowHash = flowHash(segment);
    return this.crew === null || !this.crew.takes(segment);
  }
}

/** Counts the outcome of the capture's latest frame. */
function count({ frames, counts, firsts }: CaptureTally, outcome: Outcome): void {
  const before = counts[outcome] ?? 0;
  if (before === 0) firsts[outcome] = frames;
  counts[outcome] = before + 1;
}
