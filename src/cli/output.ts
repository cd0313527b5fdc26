/**
 * Writes text or octets to standard output as fast as its reader takes it. Small pieces are gathered; a reader that
 * went away (`| head`) ends the writing quietly; anything else that fails is an error of the output.
 */
import { fstatSync, type Stats, writeSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { KeepscopeError } from '../errors.ts';

/** Characters gathered before they are written. */
const GATHERED = 65_536;
/** A live stream is not kept waiting for longer than this, in milliseconds. */
const PATIENCE = 200;

type Chunks = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** A stream of the process, such as process.stdout. */
type Stream = NodeJS.WriteStream & { fd: number };

/** Standard output. */
export class Output {
  readonly #stream: Stream;
  #gathered: string | Uint8Array = '';
  #isClosed = false;

  constructor(stream: Stream) {
    this.#stream = stream;
    // Failures come to the callbacks of write() as well; without a listener this one would end the process.
    stream.on('error', () => {});
  }

  /** True when the reader went away: there is no point in making more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** What it is: a file, a pipe, a terminal. */
  get stats(): Stats {
    return fstatSync(this.#stream.fd);
  }

  /** Writes all chunks, until there are no more or the reader went away. */
  async writeAll(chunks: Chunks): Promise<void> {
    let pending: Promise<void> = Promise.resolve();
    let failure: unknown = null;
    const flush = (): Promise<void> => {
      pending = pending
        .then(() => this.#flush())
        .catch((error: unknown) => {
          failure = error;
        });
      return pending;
    };
    const timer = setInterval(flush, PATIENCE);
    try {
      for await (const chunk of chunks) {
        if (typeof this.#gathered === 'string' && typeof chunk === 'string') this.#gathered += chunk;
        else {
          await flush();
          this.#gathered = chunk;
        }
        if (this.#gathered.length >= GATHERED) await flush();
        if (this.#isClosed || failure !== null) break;
      }
      await flush();
    } finally {
      clearInterval(timer);
    }
    if (failure !== null) throw failure;
  }

  async #flush(): Promise<void> {
    const data = this.#gathered;
    this.#gathered = '';
    if (data.length === 0 || this.#isClosed) return;
    try {
      if (isFile(this.#stream)) writeFully(this.#stream.fd, data);
      else await writeTo(this.#stream, data);
    } catch (error) {
      if (!isBrokenPipe(error)) throw outputError(error);
      this.#isClosed = true;
    }
    // Writing to files and pipes blocks: without a turn of the event loop no signal would be seen.
    await nextTurn();
  }
}

/** Node's own stream for files ignores a write that a full disk cut short. */
function writeFully(fd: number, data: string | Uint8Array): void {
  const octets = typeof data === 'string' ? Buffer.from(data) : data;
  let written = 0;
  while (written < octets.length) written += writeSync(fd, octets, written);
}

function writeTo(stream: Stream, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(data, (error) => (error ? reject(error) : resolve()));
  });
}

function isFile({ fd }: Stream): boolean {
  return fstatSync(fd).isFile();
}

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

function outputError(cause: unknown): KeepscopeError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new KeepscopeError(
    'output-failed',
    `cannot write to standard output: ${why}`,
    'what was written is incomplete',
    {
      cause,
    },
  );
}
