/**
 * Frames of one stream after the other to the blocks of one pcapng file after the other: each file is a section with the
 * interfaces that its frames came from, and with statistics of what was lost of them. Files are cut between two frames.
 */
import type { Epoch } from './epoch.ts';
import { PcapngEncoder } from './pcapng-encoder.ts';
import { padded } from './pcapng-option-encoder.ts';
import type { CaptureReader } from './reader.ts';
import { isRotating, type Rotation, rotatedPath } from './rotation.ts';

/** From octet `at` of what is gathered, it goes to another file. */
export interface Cut {
  at: number;
  path: string;
}

/** A packet block around its frame, an interface block without its name, and a statistics block (draft-ietf-opsawg-pcapng §4). */
const PACKET_BLOCK_OCTETS = 32;
const INTERFACE_BLOCK_OCTETS = 40;
const STATISTICS_BLOCK_OCTETS = 40;
const SECOND = 1e9;

export class RecordingBlocks {
  /** The latest file. */
  path: string;
  readonly #name: string;
  readonly #rotation: Rotation;
  readonly #epoch: Epoch;
  readonly #encoder: PcapngEncoder = new PcapngEncoder();
  readonly #most: number;
  readonly #longest: number;
  #cuts: Cut[] = [];
  /** The latest file: its number, from 1, its octets, and the time of its first frame. */
  #file = 0;
  #octets = 0;
  #firstTime = 0;
  #lastTime = 0;
  /** In it: interfaces, those of the stream by link type, and the one that the last frame came from. */
  #interfaces = 0;
  readonly #ofStream: Map<number, number> = new Map();
  #linkType = -1;
  #interface = 0;
  /** What the interfaces of the stream are called. */
  #stream = '';
  /** False until the zero of the times is known. */
  #isCounting = false;

  constructor(path: string, rotation: Rotation, epoch: Epoch) {
    this.path = path;
    this.#name = path;
    this.#rotation = rotation;
    this.#epoch = epoch;
    this.#most = rotation.octets ?? Number.POSITIVE_INFINITY;
    this.#longest = rotation.seconds === null ? Number.POSITIVE_INFINITY : rotation.seconds * SECOND;
  }

  /** Octets that wait to be taken. */
  get waiting(): number {
    return this.#encoder.waiting;
  }

  /** Whether a file has begun. */
  get hasFile(): boolean {
    return this.#file > 0;
  }

  /** Octets of the block that the reader's current frame becomes. */
  static octetsOf(reader: CaptureReader): number {
    return PACKET_BLOCK_OCTETS + padded(reader.end - reader.start);
  }

  /** Frames of another stream follow. Its interfaces are new ones, even where they have the name of one before. */
  begin(stream: string): void {
    this.#stream = stream;
    this.#ofStream.clear();
    this.#linkType = -1;
  }

  /** Whether the reader's current frame is the first of a file. */
  isDue(reader: CaptureReader): boolean {
    if (!this.hasFile) return true;
    const octets = this.#octets + RecordingBlocks.octetsOf(reader) + this.#octetsAround(reader.linkType);
    return octets > this.#most || reader.time - this.#firstTime >= this.#longest;
  }

  /** Begins a file; its first frame is at `time`. */
  beginFile(time: number): void {
    const before = this.#encoder.waiting;
    this.#file++;
    if (isRotating(this.#rotation)) {
      const moment = (this.#epoch.base ?? 0n) + BigInt(Math.round(time));
      this.path = rotatedPath(this.#name, this.#file, moment);
    }
    this.#cuts.push({ at: before, path: this.path });
    this.begin(this.#stream);
    this.#interfaces = 0;
    this.#firstTime = time;
    this.#encoder.section({ application: 'keepscope' });
    this.#octets = this.#encoder.waiting - before;
  }

  /** Appends the reader's current frame. */
  add(reader: CaptureReader): void {
    const { linkType, start, end, time } = reader;
    if (!this.#isCounting) this.#countTime();
    if (linkType !== this.#linkType) this.#turnTo(linkType);
    this.#encoder.packet(this.#interface, Math.round(time), reader.view, start, end, reader.originalLength);
    this.#octets += RecordingBlocks.octetsOf(reader);
    this.#lastTime = time;
  }

  /** Says that the file lacks so many frames of the latest interface. False where it has none yet. */
  addLoss(dropped: number): boolean {
    if (this.#linkType < 0) return false;
    this.#encoder.statistics(this.#interface, Math.round(this.#lastTime), { dropped });
    this.#octets += STATISTICS_BLOCK_OCTETS;
    return true;
  }

  /** What is gathered, valid until the next call, and where in it files begin. */
  take(): { octets: Uint8Array; cuts: readonly Cut[] } {
    const cuts = this.#cuts;
    this.#cuts = [];
    return { octets: this.#encoder.take(), cuts };
  }

  /** What a frame brings with it at most: its interface, where that is new (UTF-8 takes 3 octets), and its statistics. */
  #octetsAround(linkType: number): number {
    if (linkType === this.#linkType) return STATISTICS_BLOCK_OCTETS;
    return STATISTICS_BLOCK_OCTETS + INTERFACE_BLOCK_OCTETS + 3 * this.#stream.length;
  }

  #turnTo(linkType: number): void {
    this.#linkType = linkType;
    const known = this.#ofStream.get(linkType);
    this.#interface = known ?? this.#interfaces;
    if (known !== undefined) return;
    this.#ofStream.set(linkType, this.#interfaces++);
    const before = this.#encoder.waiting;
    this.#encoder.interface({ linkType, name: this.#stream });
    this.#octets += this.#encoder.waiting - before;
  }

  #countTime(): void {
    const { base } = this.#epoch;
    this.#encoder.countFrom(base ?? 0n);
    this.#isCounting = base !== null;
  }
}
