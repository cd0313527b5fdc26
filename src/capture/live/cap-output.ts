/** Standard output and standard error of the engine `cap`. Neither is ever waited for: the addon takes frames meanwhile. */
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';

import { CapStream } from './cap-stream.ts';

/** Milliseconds until a reader that had no room is asked again, and between two reports of dropped frames. */
const RETRY = 5;
const REPORTING = 1000;

export class CapOutput {
  readonly #stream: CapStream;
  #isDue = false;
  #isFinished = false;
  #reported = 0;
  #reportedAt = 0;

  /** Writes the header of the stream at once: it tells the reader that capturing has begun. */
  constructor(linkType: number, snaplen: number) {
    // A socket of Node's makes the descriptor non-blocking; it is not written through it.
    for (const fd of [1, 2]) new Socket({ fd, readable: false, writable: true }).unref();
    this.#stream = new CapStream((octets) => writeNow(1, octets), linkType, snaplen);
    this.#flush();
  }

  take(frame: Buffer, length: number): void {
    this.#stream.take(frame, length);
    if (this.#stream.dropped !== this.#reported) this.#report();
    if (this.#isDue) return;
    this.#isDue = true;
    // When the kernel has nothing more for now.
    setImmediate(() => this.#flush());
  }

  /** Writes what is left, and then ends the process. */
  finish(): void {
    this.#isFinished = true;
    this.#reportedAt = 0;
    this.#report();
    this.#flush();
  }

  #flush(): void {
    this.#isDue = !this.#stream.flush();
    if (this.#isDue) setTimeout(() => this.#flush(), RETRY);
    else if (this.#isFinished) process.exit(0);
  }

  #report(): void {
    const now = performance.now();
    const count = this.#stream.dropped - this.#reported;
    if (count === 0 || now - this.#reportedAt < REPORTING) return;
    this.#reportedAt = now;
    if (say(`${count} frames dropped`)) this.#reported += count;
  }
}

/** Prints a line on standard error; false where there was no room for it. */
export function say(line: string): boolean {
  return writeNow(2, Buffer.from(`cap: ${line}\n`)) > 0;
}

/** Octets that were written. Ends the process where the reader is gone. */
function writeNow(fd: number, octets: Uint8Array): number {
  try {
    return writeSync(fd, octets);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    process.exit(0);
  }
}
