/**
 * Compressed octets to plain ones, gzip (RFC 1952, any number of members) and zstd (RFC 8878). What was decompressed
 * before a fault always comes out: a file cut short ends in `capture-cut-short`, a damaged one in `broken-compression`.
 * Invariant: no more is decompressed than was asked for, but for one chunk.
 */
import { ChunkSource, type OctetSource } from './octet-source.ts';
import { pump, TRANSFORM_OPTIONS } from './transform-pump.ts';
import { inflateZstd } from './zstd.ts';

/** The compressions that are read, each known by its first octets. */
export type Compression = 'gzip' | 'zstd';

/** The plain octets of a compressed source; its counts stay those of the compressed octets. */
export class DecompressedSource implements OctetSource {
  readonly #raw: OctetSource;
  readonly #plain: OctetSource;

  constructor(raw: OctetSource, compression: Compression) {
    this.#raw = raw;
    this.#plain = new ChunkSource(compression === 'gzip' ? inflateGzip(raw) : inflateZstd(raw));
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
