/**
 * Where the decoding of one frame stands. One instance is reused for every frame: decoders move it instead of allocating.
 * Invariant: `end` <= `wireEnd`, `end` <= `declaredEnd`; `at` may pass `end` where a header is cut, so every decoder
 * compares before it reads.
 */
import { Outcome } from './outcome.ts';

export class Cursor {
  /** The first octet of the current header in the view. */
  at = 0;
  /** After the last octet that was captured of it. */
  end = 0;
  /** After the last octet that can have been on the wire: every length around it, and the frame's, allow as much. */
  wireEnd = 0;
  /**
   * Where the innermost length field says that the packet ends. It lies after `wireEnd` where that length lies, where the
   * capture did not keep the original length, and where a tunnel's outer packet is a fragment.
   */
  declaredEnd = 0;
  /** Becomes Segment.scope. */
  scope = 0;
  /** The IP protocol number of what begins at `at`, after extension headers were passed. */
  protocol = 0;

  /** Stands before a frame. A frame is never shorter on the wire than what was captured of it. */
  begin(start: number, end: number, originalLength: number): void {
    const wireEnd = start + originalLength;
    this.at = start;
    this.end = end;
    this.wireEnd = wireEnd > end ? wireEnd : end;
    this.declaredEnd = this.wireEnd;
    this.scope = 0;
  }

  /** Believes a length field: what lies behind `declaredEnd` is padding or a trailer. */
  bound(declaredEnd: number): void {
    this.declaredEnd = declaredEnd;
    if (declaredEnd < this.wireEnd) this.wireEnd = declaredEnd;
    if (declaredEnd < this.end) this.end = declaredEnd;
  }
}

/** Why a header of which `octets` are needed is not there: its own packet is too short for it, or the capture is. */
export function tooShort(cursor: Cursor, octets: number): Outcome {
  return cursor.at + octets > cursor.declaredEnd ? Outcome.Malformed : Outcome.Truncated;
}
