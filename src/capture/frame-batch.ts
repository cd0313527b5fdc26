/**
 * Some frames of a block as columns: what a reader says of each, and what express/ sees of it. The columns may lie in memory
 * that WebAssembly or other threads use.
 *
 * Invariant: of every frame below `count`, [start, end) lies inside `view`.
 */
import * as L from './frame-layout.ts';
import type { CaptureReader } from './reader.ts';

export class FrameBatch {
  /** Where the columns begin in their memory. */
  readonly place: number;
  count = 0;
  /** The octets of the frames. */
  view: DataView = new DataView(new ArrayBuffer(0));
  /** As CaptureReader says it of one frame. */
  times: Float64Array;
  starts: Int32Array;
  ends: Int32Array;
  originalLengths: Uint32Array;
  linkTypes: Int32Array;
  /** 1 where the frame has no time of its own. */
  untimed: Uint8Array;
  /**
   * Where the IP header of a plain frame begins in the view, with OF_VLAN where it is of one, and the hash of its flow; or
   * NOT_PLAIN, or NO_SEGMENT.
   */
  packets: Int32Array;
  flowHashes: Int32Array;
  /** Of those that are NO_SEGMENT: how many are not IP, and where the first of them is; the same of those not TCP. */
  noSegments: Uint32Array;
  /** Room for the form of the records (record-run.ts) that the columns are made from. */
  runForm: Float64Array;

  /** The columns take COLUMN_OCTETS of `memory` from `offset` on, which divides by eight. */
  constructor(memory: ArrayBufferLike = new ArrayBuffer(L.COLUMN_OCTETS), offset = 0) {
    this.place = offset;
    this.times = new Float64Array(memory, offset + L.TIMES, L.BATCH_FRAMES);
    this.starts = new Int32Array(memory, offset + L.STARTS, L.BATCH_FRAMES);
    this.ends = new Int32Array(memory, offset + L.ENDS, L.BATCH_FRAMES);
    this.originalLengths = new Uint32Array(memory, offset + L.ORIGINAL_LENGTHS, L.BATCH_FRAMES);
    this.linkTypes = new Int32Array(memory, offset + L.LINK_TYPES, L.BATCH_FRAMES);
    this.packets = new Int32Array(memory, offset + L.PACKETS, L.BATCH_FRAMES);
    this.flowHashes = new Int32Array(memory, offset + L.FLOW_HASHES, L.BATCH_FRAMES);
    this.untimed = new Uint8Array(memory, offset + L.UNTIMED, L.BATCH_FRAMES);
    this.noSegments = new Uint32Array(memory, offset + L.NO_SEGMENTS, L.NO_SEGMENTS_OCTETS / 4);
    this.runForm = new Float64Array(memory, offset + L.RUN_FORM, L.FORM_NUMBERS);
  }

  /** Appends the frame that the reader has stepped to; there is room for it. */
  add(reader: CaptureReader): void {
    const place = this.count++;
    this.times[place] = reader.time;
    this.starts[place] = reader.start;
    this.ends[place] = reader.end;
    this.originalLengths[place] = reader.originalLength;
    this.linkTypes[place] = reader.linkType;
    this.untimed[place] = reader.timed ? 0 : 1;
  }
}

/** Frames that come together lie in so many octets, but for the last one, which may reach beyond. */
export const SPAN_OCTETS: number = 256 * 1024;

/** CaptureReader.take() of a reader that steps from frame to frame, `most` times at most. */
export function takeByStep(
  reader: CaptureReader,
  frames: FrameBatch,
  most: number = L.BATCH_FRAMES,
): boolean {
  frames.count = 0;
  frames.view = reader.view;
  let first = reader.end;
  while (frames.count < most && reader.end - first < SPAN_OCTETS && reader.next()) {
    if (frames.count === 0) first = reader.start;
    frames.add(reader);
  }
  return frames.count > 0;
}
