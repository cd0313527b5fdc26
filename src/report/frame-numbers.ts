/**
 * Frames count over the whole timeline inside; in a report they count from 1 in each capture, as every other tool
 * counts them.
 */
export class FrameNumbers {
  /** How many frames lay before each capture, in the order of the timeline. */
  private readonly before: number[] = [];

  /** The next capture begins after `frames` frames of the timeline. */
  begin(frames: number): void {
    this.before.push(frames);
  }

  /** Index of the capture that a frame of the timeline is in. */
  captureOf(frame: number): number {
    let capture = this.before.length - 1;
    while (capture > 0 && (this.before[capture] ?? 0) >= frame) capture--;
    return Math.max(0, capture);
  }

  /** Its number in that capture. */
  numberOf(frame: number): number {
    return frame - (this.before[this.captureOf(frame)] ?? 0);
  }
}
