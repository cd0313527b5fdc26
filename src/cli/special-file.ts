/**
 * A pipe or a device that is written to: as it is, since nothing can be put in its place. It is opened and written beside
 * the program, which hears signals while nobody reads.
 */
import { accessSync, constants, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { systemPath } from '../capture/system-path.ts';
import type { Pieces, WholeFile } from './whole-file.ts';
import { writeFailure } from './write-failure.ts';

export class SpecialFile implements WholeFile {
  readonly #path: string;

  /** Throws where it may not be written. */
  constructor(path: string) {
    this.#path = path;
    try {
      accessSync(systemPath(path), constants.W_OK);
    } catch (error) {
      throw writeFailure(path, error);
    }
  }

  async write(pieces: Pieces): Promise<void> {
    const target = createWriteStream(systemPath(this.#path), { flags: constants.O_WRONLY as never });
    await pipeline(Readable.from(octetsOf(pieces), { objectMode: false }), target).catch((error: unknown) => {
      // Or what the pieces are made from could not be read, or a signal came.
      throw error instanceof Error && 'syscall' in error ? writeFailure(this.#path, error) : error;
    });
  }

  discard(): void {}
}

async function* octetsOf(pieces: Pieces): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield typeof piece === 'string' ? Buffer.from(piece) : piece;
}
