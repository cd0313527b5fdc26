/**
 * What every capture format offers to the loop that reads it: octets arrive in blocks, frames are stepped through
 * inside a block without waiting, throwing or allocating.
 *
 *     while (await reader.fill())
 *       while (reader.next()) decodeFrame(reader.linkType, reader.view, reader.start, reader.end, reader.originalLength, segment);
 *
 * or, many at a time, `while (reader.take(frames))`.
 *
 * Invariant: after next() returned true, [start, end) lies inside `view` and stays valid until the next call.
 */
import type { FrameBatch } from './frame-batch.ts';
import type { RecordRun } from './record-run.ts';

export interface CaptureReader extends FrameReader {
  /** Octets of the block that hold the current frame. */
  readonly view: DataView;
  /** First octet of the frame's captured data in `view`, and the one after its last. */
  readonly start: number;
  readonly end: number;
  /** Octets of the frame on the wire; at least end - start in a sound capture. */
  readonly originalLength: number;
  /** LINKTYPE_ value (pcap-linktype(7)) of the frame's interface, or -1 for a record that holds no packet (pcapng custom block). */
  readonly linkType: number;
  /**
   * Steps through frames, at most as many as there is room for in the batch, which is emptied before. False as next().
   * A reader that offers records() gives few here.
   */
  take(frames: FrameBatch): boolean;
  /**
   * The rest of the block as records, for express/ to step over those that are whole; follow() says to the reader how far
   * that came. What is left is for take(); null: everything is.
   */
  records(): RecordRun | null;
  /** The records up to `next` of the run were stepped over; the columns have their frames. */
  follow(run: RecordRun, frames: FrameBatch): void;
}

/** What readers of octets and of text have in common. */
export interface FrameReader {
  readonly facts: CaptureFacts;
  /** Nanoseconds since the epoch of the timeline (its first frame); may be negative or run backwards. */
  readonly time: number;
  /** False where the record carries no time stamp (pcapng simple packet block): `time` then repeats the last one. */
  readonly timed: boolean;
  /** Number of the frame in its file, from 1, as Wireshark counts. */
  readonly frame: number;

  /** Brings the next block. False when there is nothing more. Input faults become anomalies, never exceptions. */
  fill(): Promise<boolean>;
  /** Steps to the next whole frame of the block. False when the block is used up: fill() again. */
  next(): boolean;
  close(): Promise<void>;
}

/** What is known of a capture beside its frames. Grows while it is read; complete after fill() said false. */
export interface CaptureFacts {
  /** As the user wrote it; `-` for standard input. */
  path: string;
  format: 'pcap' | 'pcapng' | 'text';
  /** `gzip` or `zstd` where the file was compressed. */
  compression: 'gzip' | 'zstd' | null;
  /** LINKTYPE_ values in order of appearance. */
  linkTypes: number[];
  /** Frames that the capturing host says it lost (pcapng interface statistics); null where the capture does not say. */
  dropped: number | null;
  /** False where the file was cut short or broken, or reading was interrupted: all that came before was delivered. */
  complete: boolean;
  anomalies: CaptureAnomaly[];
  /** Of text: what its times are; absent for a capture, whose times count from 1970. */
  clock?: 'instant' | 'date-and-time' | 'time-of-day' | 'elapsed' | 'none';
  /** Of text: the first lines that were not understood; `line` counts from 1. Absent where there are none. */
  strangeLines?: readonly { line: number; text: string }[];
  /** Octets read of the file so far and its size; null for a stream. For progress. */
  octetsRead: number;
  octetsTotal: number | null;
}

/** A counted oddity of the input. `firstFrame` is the number of the frame where (or before which) it was first met. */
export interface CaptureAnomaly {
  code: AnomalyCode;
  count: number;
  firstFrame: number;
}

export type AnomalyCode =
  | 'capture-cut-short'
  | 'absurd-record-length'
  | 'broken-block'
  | 'broken-option'
  | 'broken-compression'
  | 'unknown-interface'
  | 'frame-without-time'
  | 'time-backwards'
  | 'clock-jump'
  | 'line-not-understood'
  | 'line-without-ports'
  | 'read-failed'
  | 'reading-interrupted';
