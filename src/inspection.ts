/**
 * One pass over captures: the only place where input and tracking meet. Brings the frames of every block to the threads
 * that take them (sharding/frame-taker.ts decodes them), counts them and follows their clock; the packets of a text are
 * decoded here. What comes of them is made by analyze.ts.
 */
import { countAnomaly } from './capture/anomalies.ts';
import type { Epoch } from './capture/epoch.ts';
import type { FrameBatch } from './capture/frame-batch.ts';
import { CLOCK_JUMP } from './capture/frame-layout.ts';
import type { CaptureReader, FrameReader } from './capture/reader.ts';
import type { TextReader } from './capture/text/text-reader.ts';
import { Numbering } from './keepalive/numbering.ts';
import { FrameNumbers } from './report/frame-numbers.ts';
import type { Crew } from './sharding/crew.ts';
import { Express } from './sharding/express.ts';
import { ForeignOctets } from './sharding/foreign-octets.ts';
import { FrameRingWriter } from './sharding/frame-ring.ts';
import { count, FrameTaker } from './sharding/frame-taker.ts';
import type { FinishedShard, Shard } from './sharding/shard.ts';
import { EVERYTHING } from './sharding/share.ts';
import type { EndpointNames } from './wire/endpoint-names.ts';
import { flowHash } from './wire/flow-hash.ts';
import { OUTCOME_NAMES, Outcome } from './wire/outcome.ts';
import { decodePrinted } from './wire/printed.ts';
import { MISSING_TIME, Segment } from './wire/segment.ts';

/** Frames of one capture by what decoding came to (but for Segment, which is the rest), and the first of each. */
export interface CaptureTally {
  reader: FrameReader;
  frames: number;
  counts: Uint32Array;
  firsts: Uint32Array;
  /** ns since the epoch; null where no frame has a time. */
  firstTime: number | null;
  lastTime: number | null;
}

/** What an inspection works with. */
export interface InspectionParts {
  epoch: Epoch;
  /** Learns the names in texts. */
  names: EndpointNames;
  /** Of this thread. */
  shard: Shard;
  /** The other threads. */
  crew: Crew | null;
  /** Connections that all threads together keep at most; null: no limit. */
  connectionLimit: number | null;
}

export class Inspection {
  readonly tallies: CaptureTally[] = [];
  readonly frameNumbers: FrameNumbers = new FrameNumbers();
  readonly epoch: Epoch;
  /** Of hosts that a text names in the place of their addresses. */
  readonly names: EndpointNames;
  /** How many connections are kept at the same time at most; null: no limit. */
  readonly connectionLimit: number | null;
  /** Once finish() is done: all connections. */
  shards: readonly FinishedShard[] = [];
  /** Time of the last frame before which the clock did not jump ahead, ns; frames read over all captures. */
  now = 0;
  frames = 0;
  private latest = 0;
  private readonly shard: Shard;
  private readonly crew: Crew | null;
  /** Where frames are put for all threads to take. */
  private readonly ring: FrameRingWriter;
  private readonly express: Express;
  private readonly taker: FrameTaker;
  private readonly foreign: ForeignOctets;
  private readonly numbering: Numbering = new Numbering(
    (segment) => this.takePrinted(segment),
    (segment) => this.shard.open(this.hashed(segment)),
  );

  constructor({ epoch, names, shard, crew, connectionLimit }: InspectionParts) {
    this.names = names;
    this.epoch = epoch;
    this.connectionLimit = connectionLimit;
    this.shard = shard;
    this.crew = crew;
    const { arena } = shard.tracker;
    const share = crew?.ownShare ?? EVERYTHING;
    this.ring = crew?.ring ?? new FrameRingWriter(arena, 0);
    this.express = new Express(shard, share);
    this.taker = new FrameTaker(shard, share, this.express);
    this.foreign = new ForeignOctets(arena);
  }

  /** TCP segments in the frames. */
  get segments(): number {
    let others = 0;
    for (const { counts } of this.tallies) for (const count of counts) others += count;
    return this.frames - others;
  }

  /** The next capture begins. */
  begin(reader: FrameReader): void {
    this.frameNumbers.begin(this.frames);
    const counts = new Uint32Array(OUTCOME_NAMES.length);
    const firsts = new Uint32Array(OUTCOME_NAMES.length);
    this.tallies.push({ reader, frames: 0, counts, firsts, firstTime: null, lastTime: null });
  }

  /** Takes all frames of the reader's block. The hot loop: nothing in it throws or allocates. */
  readBlock(reader: CaptureReader): void {
    const tally = this.tallies[this.tallies.length - 1];
    if (tally === undefined) return;
    const { ring, express, foreign } = this;
    for (;;) {
      this.readRecords(reader, tally);
      const frames = ring.next();
      if (!reader.take(frames)) return;
      foreign.bring(frames);
      express.glance(frames);
      this.takeBatch(frames, tally);
      this.followTimes(frames, reader, tally);
    }
  }

  /** Takes the records that the reader offers: what is left is its own to step over. */
  private readRecords(reader: CaptureReader, tally: CaptureTally): void {
    const { ring, express, foreign } = this;
    for (let run = reader.records(); run !== null && !foreign.holds(run.view); run = reader.records()) {
      const frames = ring.next();
      if (express.step(run, frames) === 0) return;
      this.takeBatch(frames, tally);
      reader.follow(run, frames);
      this.followTimes(frames, reader, tally, run.isSteady);
    }
  }

  /** Every thread takes its own of the frames. */
  private takeBatch(frames: FrameBatch, tally: CaptureTally): void {
    this.ring.publish(this.frames);
    this.taker.take(frames, this.frames, tally, tally.frames);
  }

  /** Takes all packets of the reader's block, without other threads. A text is not large: each segment is an object. */
  readText(reader: TextReader): void {
    const tally = this.tallies[this.tallies.length - 1];
    if (tally === undefined) return;
    while (reader.next()) {
      const segment = new Segment();
      segment.frame = ++this.frames;
      segment.time = reader.time;
      segment.outcome = decodePrinted(reader.packet, this.names, segment);
      this.note(reader, tally, segment);
      if (segment.outcome === Outcome.Segment) this.numbering.take(segment);
      else if (segment.outcome === Outcome.IcmpError) {
        this.numbering.settle(segment);
        this.takePrinted(segment);
      }
      if (reader.timed) tally.lastTime = reader.time;
    }
  }

  /** All captures are read: what is open is decided, and the other threads' connections come in. */
  async finish(): Promise<void> {
    this.numbering.finish();
    const others = this.crew?.finish(this.now) ?? Promise.resolve([]);
    // Should this thread fail before it waits for them, nobody wants to know.
    others.catch(() => undefined);
    this.shards = [this.shard.finish(this.now), ...(await others)];
  }

  /** Counts the frames, and follows their times: at one go where they are known to be steady and follow on one that was. */
  private followTimes(
    { count, times, untimed }: FrameBatch,
    reader: CaptureReader,
    tally: CaptureTally,
    isSteady = false,
  ): void {
    const last = times[count - 1] ?? 0;
    const isNext = this.latest === this.now && (times[0] ?? 0) - this.now <= CLOCK_JUMP;
    if (isSteady && isNext && tally.firstTime !== null) {
      tally.frames += count;
      this.frames += count;
      this.now = last;
      this.latest = last;
    } else {
      for (let place = 0; place < count; place++) {
        const time = times[place] ?? 0;
        tally.frames++;
        this.frames++;
        if (tally.firstTime === null && untimed[place] === 0) tally.firstTime = time;
        this.followClock(time, reader, tally);
      }
    }
    tally.lastTime = tally.firstTime === null ? null : last;
  }

  /** Counts the frame that was decoded into the segment, and follows its time. */
  private note(reader: FrameReader, tally: CaptureTally, segment: Segment): void {
    tally.frames++;
    if (!reader.timed) segment.missing |= MISSING_TIME;
    else if (tally.firstTime === null) tally.firstTime = reader.time;
    this.followClock(reader.time, reader, tally);
    if (segment.outcome !== Outcome.Segment) count(tally, segment.outcome, tally.frames);
  }

  /** A segment of a text, with its number, to the shard. */
  private takePrinted(segment: Segment): void {
    this.shard.take(this.hashed(segment));
  }

  private hashed(segment: Segment): Segment {
    segment.flowHash = flowHash(segment);
    return segment;
  }

  /**
   * Moves `now`, unless the clock has jumped ahead: where frames of later years follow, those before are not known to
   * have been silent until then. It comes back where the clock does. One frame alone does not say what the time is.
   */
  private followClock(time: number, reader: FrameReader, tally: CaptureTally): void {
    if (time - this.latest > CLOCK_JUMP && tally.frames > 1)
      countAnomaly(reader.facts, 'clock-jump', tally.frames);
    if (time - this.now <= CLOCK_JUMP || this.frames <= 2) this.now = time;
    this.latest = time;
  }
}
