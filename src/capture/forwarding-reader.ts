/** A reader over another one, which does what that does: what is to be done differently overrides it. */
import { type FrameBatch, takeByStep } from './frame-batch.ts';
import type { CaptureFacts, CaptureReader } from './reader.ts';

export class ForwardingReader implements CaptureReader {
  protected readonly reader: CaptureReader;

  constructor(reader: CaptureReader) {
    this.reader = reader;
  }

  get facts(): CaptureFacts {
    return this.reader.facts;
  }

  get view(): DataView {
    return this.reader.view;
  }

  get start(): number {
    return this.reader.start;
  }

  get end(): number {
    return this.reader.end;
  }

  get originalLength(): number {
    return this.reader.originalLength;
  }

  get linkType(): number {
    return this.reader.linkType;
  }

  get time(): number {
    return this.reader.time;
  }

  get timed(): boolean {
    return this.reader.timed;
  }

  get frame(): number {
    return this.reader.frame;
  }

  fill(): Promise<boolean> {
    return this.reader.fill();
  }

  next(): boolean {
    return this.reader.next();
  }

  /** By next(), which may be overridden. */
  take(frames: FrameBatch): boolean {
    return takeByStep(this, frames);
  }

  /** None: they would pass by next(). */
  records(): null {
    return null;
  }

  follow(): void {}

  close(): Promise<void> {
    return this.reader.close();
  }
}
