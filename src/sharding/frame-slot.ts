/**
 * What goes to other threads at once: some frames in shared memory, as columns with their octets, or as records, which
 * whoever reads steps over. Or nothing, which is the end.
 */
import { FrameBatch } from '../capture/frame-batch.ts';
import { COLUMN_OCTETS } from '../capture/frame-layout.ts';
import { RecordRun } from '../capture/record-run.ts';
import { copyFrames, copyOctets, RUN_OCTETS, WORD } from './frame-copy.ts';

/** Octets of the frames. */
const AREA_OCTETS: number = RUN_OCTETS + WORD;

/** Words that say what is there; how many frames came before; how many there are, or where the records begin and end. */
const CONTENTS = 0;
const BEFORE = 1;
const COUNT = 2;
const RECORDS_START = 2;
const RECORDS_END = 3;
const WORDS = 4;

const END = 0;
const FRAMES = 1;
const RECORDS = 2;

export class FrameSlot {
  static readonly OCTETS: number = AREA_OCTETS + COLUMN_OCTETS + 4 * WORDS;

  /** What the reader finds in it, once look() was called. */
  readonly frames: FrameBatch;
  readonly run: RecordRun;
  private readonly octets: Uint8Array;
  private readonly words: Int32Array;

  /** It takes OCTETS of the memory from `at` on, which divides by eight. */
  constructor(memory: SharedArrayBuffer, at: number) {
    this.octets = new Uint8Array(memory, at, AREA_OCTETS);
    this.frames = new FrameBatch(memory, at + AREA_OCTETS);
    this.frames.view = new DataView(memory, at, AREA_OCTETS);
    this.run = new RecordRun(this.frames.runForm);
    this.words = new Int32Array(memory, at + AREA_OCTETS + COLUMN_OCTETS, WORDS);
  }

  get isEnd(): boolean {
    return this.words[CONTENTS] === END;
  }

  get holdsRecords(): boolean {
    return this.words[CONTENTS] === RECORDS;
  }

  /** How many frames came before these. */
  get before(): number {
    return (this.words[BEFORE] ?? 0) >>> 0;
  }

  /** As copyFrames(). */
  putFrames(frames: FrameBatch, from: number, before: number): number {
    const { words } = this;
    const to = copyFrames(frames, from, this.frames, this.octets);
    words[CONTENTS] = FRAMES;
    words[BEFORE] = before;
    words[COUNT] = to - from;
    return to;
  }

  /** The records that were stepped over last: at most RUN_OCTETS. */
  putRecords({ view, start, next, form }: RecordRun, before: number): void {
    const { words } = this;
    const at = copyOctets(view, start, next, this.octets);
    this.run.form.set(form);
    words[CONTENTS] = RECORDS;
    words[BEFORE] = before;
    words[RECORDS_START] = at;
    words[RECORDS_END] = at + next - start;
  }

  putEnd(): void {
    this.words[CONTENTS] = END;
  }

  /** What another thread has put into it becomes what `frames` or `run` says. */
  look(): void {
    const { words, frames, run } = this;
    if (this.holdsRecords) run.place(frames.view, words[RECORDS_START] ?? 0, words[RECORDS_END] ?? 0);
    else frames.count = words[COUNT] ?? 0;
  }
}
