/**
 * Where the octets of a capture come from: a file, standard input, what a decompressor puts out. A source is pulled:
 * it fills what it is given and never runs ahead by more than one chunk, so that memory stays bounded whatever the
 * input's size.
 */
import { readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

import { isOnLocalDisk } from './local-disk.ts';
import type { AnomalyCode } from './reader.ts';

/** A stream of octets that is read into memory of the caller's. */
export interface OctetSource {
  /** Octets taken from the file or stream so far; of a compressed file, the compressed ones. */
  readonly octetsRead: number;
  /** What `octetsRead` will come to; null for a stream. */
  readonly octetsTotal: number | null;
  /** Fills `target` from its start and says how many octets came: at least 1, and 0 only at the end. */
  read(target: Uint8Array): Promise<number>;
  /**
   * `tail` and the next octets behind it, in memory that is the caller's until the next call, for reading and writing; as
   * long as `tail` only at the end. Null: not at hand so, read() gives them.
   */
  behind?(tail: Uint8Array): Promise<Uint8Array | null>;
  /** How many octets are still to come; null where only reading tells. */
  remaining(): Promise<number | null>;
  /** Lets go of the file or stream. May be called at any time, and more than once. */
  close(): Promise<void>;
}

/** A source that can also be waited for by standing still, where that is not for long. */
export interface PromptSource extends OctetSource {
  /** As read(), once that was called: nothing else of this thread goes on until the octets are here. */
  readAtOnce(target: Uint8Array): number;
  /** False where a network may have to be waited for, that never answers. */
  isLocal(): Promise<boolean>;
  /** Grows when this process has to wait for a disk: what is read while it stays the same was in memory. */
  readonly diskReads: number;
}

/** A source that ends in a known fault: what came before it is sound. */
export class OctetFault extends Error {
  readonly anomaly: AnomalyCode;

  constructor(anomaly: AnomalyCode, options?: ErrorOptions) {
    super(anomaly, options);
    this.anomaly = anomaly;
  }
}
OctetFault.prototype.name = 'OctetFault';

/** A file, opened when it is first read: thousands of captures of one timeline must not hold a descriptor each. */
export class FileSource implements PromptSource {
  octetsRead = 0;
  readonly octetsTotal: number | null;
  readonly #path: string | Buffer;
  #handle: FileHandle | null = null;

  /** `size` is null for what has none: a terminal, another device. */
  constructor(path: string | Uint8Array, size: number | null) {
    this.#path = typeof path === 'string' ? path : Buffer.from(path);
    this.octetsTotal = size;
  }

  async read(target: Uint8Array): Promise<number> {
    this.#handle ??= await open(this.#path);
    const { bytesRead } = await this.#handle.read(target, 0, target.length, null);
    return this.#count(bytesRead);
  }

  readAtOnce(target: Uint8Array): number {
    if (this.#handle === null) throw new TypeError('a file that is not open');
    return this.#count(readSync(this.#handle.fd, target, 0, target.length, null));
  }

  isLocal(): Promise<boolean> {
    return isOnLocalDisk(this.#path);
  }

  /** ru_inblock of getrusage(2). */
  get diskReads(): number {
    return process.resourceUsage().fsRead;
  }

  async remaining(): Promise<number | null> {
    if (this.octetsTotal === null || this.#handle === null) return this.octetsTotal;
    // Asked anew each time: a capture that is still being written grows.
    const { size } = await this.#handle.stat();
    return Math.max(0, size - this.octetsRead);
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close();
  }

  #count(octets: number): number {
    this.octetsRead += octets;
    // Somebody has cut it since it was looked at; that the cut lies between two records is chance.
    if (octets === 0 && this.octetsRead < (this.octetsTotal ?? 0)) throw new OctetFault('capture-cut-short');
    return octets;
  }
}

/** Chunks that someone else makes: standard input, a decompressor. The next chunk is asked for when one is used up. */
export class ChunkSource implements OctetSource {
  octetsRead = 0;
  readonly octetsTotal = null;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async read(target: Uint8Array): Promise<number> {
    while (this.#chunk.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done) return 0;
      this.#chunk = value;
    }
    const taken = this.#chunk.subarray(0, target.length);
    target.set(taken);
    this.#chunk = this.#chunk.subarray(taken.length);
    this.octetsRead += taken.length;
    return taken.length;
  }

  async remaining(): Promise<number | null> {
    return null;
  }

  async close(): Promise<void> {
    // Not awaited: a stream that is silent answers only when its next chunk comes.
    this.#chunks.return?.().catch(() => undefined);
  }
}
