/** A reader that records each frame which is stepped to; whoever reads from it needs to know nothing of the recording. */
import { ForwardingReader } from './forwarding-reader.ts';
import type { CaptureReader } from './reader.ts';
import type { Recorder } from './recorder.ts';

/** Does what `reader` does, and gives its frames to `recorder`. */
export class RecordingReader extends ForwardingReader {
  readonly #recorder: Recorder;

  constructor(reader: CaptureReader, recorder: Recorder) {
    super(reader);
    this.#recorder = recorder;
    recorder.begin(reader);
  }

  /** The block before is used up: what was recorded of it is written while the next one is waited for. */
  override fill(): Promise<boolean> {
    this.#recorder.flush();
    return this.reader.fill();
  }

  override next(): boolean {
    if (!this.reader.next()) return false;
    this.#recorder.add(this.reader);
    return true;
  }
}
