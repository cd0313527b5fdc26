/**
 * Compressed octets to plain ones, gzip (RFC 1952, any number of members) and zstd (RFC 8878). What was decompressed
 * before a fault always comes out: a file cut short ends in `capture-cut-short`, a damaged one in `broken-compression`.
 * Invariant: no more is decompressed than was asked for, but for one chunk.
 */
import type { Transform } from 'node:stream';
import type { ZlibOptions } from 'node:zlib';

import { ChunkSource, OctetFault, type OctetSource } from './octet-source.ts';
import { inflateZstd } from './zstd.ts';

/** The compressions that are read, each known by its first octets. */
export type Compression = 'gzip' | 'zstd';

/** The plain octets of a compressed source; its counts stay those of the compressed octets. */
export class DecompressedSource implements OctetSource {
  readonly #raw: OctetSource;
  readonly #plain: OctetSource;

  constructor(raw: OctetSource, compression: Compression) {
    this.#raw = raw;
    this.#plain = new ChunkSource(compression === 'gzip' ? inflateGzip(raw) : inflateAnyZstd(raw));
  }

  get octetsRead(): number {
    return this.#raw.octetsRead;
  }

  get octetsTotal(): number | null {
    return this.#raw.octetsTotal;
  }

  read(target: Uint8Array): Promise<number> {
    return this.#plain.read(target);
  }

  async remaining(): Promise<number | null> {
    return null;
  }

  async close(): Promise<void> {
    await this.#plain.close();
    await this.#raw.close();
  }
}

async function* inflateGzip(raw: OctetSource): AsyncGenerator<Uint8Array> {
  const { createGunzip } = await import('node:zlib');
  yield* pump(raw, createGunzip(TRANSFORM_OPTIONS));
}

/** Node has zstd of its own from 22.15 and 23.8 on, and it is some times faster than the package. */
async function* inflateAnyZstd(raw: OctetSource): AsyncGenerator<Uint8Array> {
  const zlib: object = await import('node:zlib');
  if (hasZstd(zlib)) yield* pump(raw, zlib.createZstdDecompress(TRANSFORM_OPTIONS));
  else yield* inflateZstd(raw);
}

function hasZstd(zlib: object): zlib is { createZstdDecompress: (options: ZlibOptions) => Transform } {
  return 'createZstdDecompress' in zlib;
}

/**
 * A readable mark of 1 octet makes the transform wait until its output was taken before it goes on. So there is nothing
 * in its buffer when it finds a fault: a stream that is destroyed loses what is buffered.
 */
const TRANSFORM_OPTIONS = { chunkSize: 256 * 1024, readableHighWaterMark: 1 } as ZlibOptions;

async function* pump(raw: OctetSource, transform: Transform): AsyncGenerator<Uint8Array> {
  void feed(raw, transform);
  try {
    for await (const chunk of transform) yield chunk;
  } catch (cause) {
    if (cause instanceof OctetFault) throw cause;
    const isCut = (cause as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
    throw new OctetFault(isCut ? 'capture-cut-short' : 'broken-compression', { cause });
  } finally {
    transform.destroy();
  }
}

/**
 * zlib keeps back what it made of a piece in which it finds a fault. So the pieces are small against what went before:
 * a damaged file loses at most a sixty-fourth of its sound part, and the pieces are few all the same.
 */
async function feed(raw: OctetSource, transform: Transform): Promise<void> {
  const block = new Uint8Array(64 * 1024);
  let fed = 0;
  try {
    for (let count = await raw.read(block); count > 0; count = await raw.read(block)) {
      for (let at = 0; at < count; ) {
        const piece = block.subarray(at, Math.min(count, at + Math.max(16, fed >>> 6)));
        await write(transform, piece);
        if (transform.destroyed || transform.readableEnded) return;
        at += piece.length;
        fed = Math.min(fed + piece.length, 2 ** 30);
      }
    }
    transform.end();
  } catch (cause) {
    transform.destroy(cause instanceof OctetFault ? cause : new OctetFault('read-failed', { cause }));
  }
}

/** Comes back when the transform took the piece in, or will take no more (zeros after the last gzip member). */
function write(transform: Transform, piece: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      transform.off('close', done);
      resolve();
    };
    transform.once('close', done);
    transform.write(piece, done);
  });
}
