/**
 * Records the frames of a live capture as pcapng, while they are analyzed. The capture never waits for the disk: frames are
 * gathered, and written when the disk is ready; what does not fit into the bound is left out and counted. Where files
 * rotate, each is a capture of its own.
 *
 *     const recorder = await Recorder.open({ path, rotation, epoch, say });
 *     recorder.begin(reader);
 *     while (await reader.fill()) {
 *       while (reader.next()) recorder.add(reader);
 *       recorder.flush();
 *     }
 *     await recorder.close();
 */
import type { Epoch } from './epoch.ts';
import type { CaptureReader } from './reader.ts';
import type { RecorderNotice } from './recorder-notice.ts';
import { RecordingBlocks } from './recording-blocks.ts';
import { RecordingFault } from './recording-file.ts';
import { RecordingFiles, type RecordingTarget } from './recording-files.ts';
import { isRotating, type Rotation } from './rotation.ts';

export interface RecorderOptions {
  /** The file, or what the names of rotated files begin with. */
  path: string;
  rotation: Rotation;
  /** Of the timeline that the readers' times count in. */
  epoch: Epoch;
  /** Is told what happens; the capture goes on whatever it is. */
  say: (notice: RecorderNotice) => void;
  /** Octets that may wait for the disk, beside as many that are being written. */
  bound?: number;
}

/** A burst of 16 MiB is one of 0.1 s at 1 Gbit/s. */
const BOUND = 16 * 1024 * 1024;

export class Recorder {
  /** Frames that were captured and not recorded: they did not fit, or the recording had ended. */
  leftOut = 0;
  readonly #options: RecorderOptions;
  readonly #target: RecordingTarget;
  readonly #blocks: RecordingBlocks;
  readonly #bound: number;
  #reader: CaptureReader | null = null;
  /** Of #lost, what the files say already. */
  #lostBefore = 0;
  #writing: Promise<void> | null = null;
  /** The file that is being written to, which may be one before that of the latest frame. */
  #written: string;
  #hasEnded = false;

  private constructor(options: RecorderOptions, target: RecordingTarget) {
    const { path, rotation, epoch, bound } = options;
    this.#options = options;
    this.#target = target;
    this.#blocks = new RecordingBlocks(path, rotation, epoch);
    this.#bound = bound ?? BOUND;
    this.#written = path;
  }

  /** Throws a KeepscopeError where the file cannot be made. `target`: what takes the place of the disk. */
  static async open(options: RecorderOptions, target?: RecordingTarget): Promise<Recorder> {
    if (target !== undefined) return new Recorder(options, target);
    const { path, rotation, say } = options;
    const files = new RecordingFiles(rotation.files, (old, reason) =>
      say({ code: 'old-file-kept', path: old, reason }),
    );
    const recorder = new Recorder(options, files);
    if (isRotating(rotation)) await files.prepareFolder(path);
    else {
      await files.prepare(path);
      await recorder.#claim();
    }
    return recorder;
  }

  /** A stream of frames begins. */
  begin(reader: CaptureReader): void {
    this.#sayLost();
    this.#reader = reader;
    this.#blocks.begin(reader.facts.path);
    this.#lostBefore = this.#lost;
  }

  /** Takes the reader's current frame. Hot: copies it, and nothing else. */
  add(reader: CaptureReader): void {
    // A record without a packet is nothing that an interface has captured.
    if (reader.linkType < 0) return;
    const blocks = this.#blocks;
    if (this.#hasEnded || blocks.waiting + RecordingBlocks.octetsOf(reader) > this.#bound) {
      this.#leaveOut();
      return;
    }
    if (blocks.isDue(reader)) {
      this.#sayLost();
      blocks.beginFile(reader.time);
    }
    blocks.add(reader);
  }

  /** Hands what is gathered to the disk, unless it is busy: then that follows by itself. Never waits. */
  flush(): void {
    if (this.#hasEnded || this.#blocks.waiting === 0) return;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
  }

  /** Writes what is left, and ends the last file. Where nothing was captured, it is a capture without a frame. */
  async close(): Promise<void> {
    const { path, rotation, say } = this.#options;
    if (!this.#blocks.hasFile && !isRotating(rotation)) this.#blocks.beginFile(0);
    this.#sayLost();
    await this.#writing;
    this.flush();
    await this.#writing;
    await this.#target.close().catch((error: unknown) => this.#end(error));
    this.#hasEnded = true;
    if (this.leftOut > 0) say({ code: 'frames-left-out', path, frames: this.leftOut });
  }

  /** Frames of the stream that are in no file: those that the capturing host lost, as far as it says, and those left out. */
  get #lost(): number {
    return this.leftOut + (this.#reader?.facts.dropped ?? 0);
  }

  /** Before a file or a stream ends: how much is lost of it, where that is known. */
  #sayLost(): void {
    const lost = this.#lost;
    const isKnown = lost > this.#lostBefore || typeof this.#reader?.facts.dropped === 'number';
    if (isKnown && this.#blocks.addLoss(lost - this.#lostBefore)) this.#lostBefore = lost;
  }

  #leaveOut(): void {
    const { say } = this.#options;
    if (this.leftOut++ === 0 && !this.#hasEnded) say({ code: 'recording-behind', path: this.#blocks.path });
  }

  /** An empty file is free for another one to take: from here on it has a header, and whoever comes second is refused. */
  async #claim(): Promise<void> {
    this.#blocks.beginFile(0);
    this.flush();
    await this.#writing;
  }

  /** Until nothing more is gathered. */
  async #write(): Promise<void> {
    try {
      while (this.#blocks.waiting > 0) {
        const { octets, cuts } = this.#blocks.take();
        let from = 0;
        for (const { at, path } of cuts) {
          if (at > from) await this.#target.write(octets.subarray(from, at));
          this.#written = path;
          await this.#target.begin(path);
          from = at;
        }
        await this.#target.write(octets.subarray(from));
      }
    } catch (error) {
      this.#end(error);
    }
  }

  /** The capture goes on without being recorded. */
  #end(error: unknown): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    // Else the room of a file that somebody removes from a full disk would not come free.
    this.#target.close().catch(() => undefined);
    const { reason } = RecordingFault.of(error);
    this.#options.say({ code: 'recording-ended', path: this.#written, reason });
  }
}
