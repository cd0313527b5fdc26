/** An engine that runs: its capture stream, its words, its end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { ChunkSource, type OctetSource } from '../octet-source.ts';
import { judgeEnd } from './complaint.ts';
import type { CaptureWish, Engine } from './engine.ts';
import type { InstalledEngine } from './engines.ts';
import type { EngineEnd } from './notice.ts';
import { Watchdog } from './watchdog.ts';

/** Last lines of standard error that are kept to say why it ended. */
const KEPT_LINES = 40;
/** Milliseconds after which an engine that was asked to end is ended. */
const PATIENCE = 2000;
/** Milliseconds between two questions for the counters. */
const COUNTING = 1000;

export class EngineProcess {
  readonly engine: Engine;
  /** What it captures; ends when the engine has ended, so that its last words are known then. */
  readonly source: OctetSource;
  readonly ended: Promise<EngineEnd>;
  /** Called with the count of frames that the kernel has dropped, whenever the engine tells it. */
  onKernelDrops: (count: number) => void = () => {};
  /** Called with the count where the engine itself dropped frames. */
  onOwnDrops: (count: number) => void = () => {};
  readonly #process: ChildProcess;
  readonly #lines: string[] = [];
  /** Whether the reader waits for a chunk. */
  #isReading = false;
  /** Its signal handlers are in place before it says its first line. */
  #hasSpoken = false;
  #hasWritten = false;

  /** Starts it, until the signal fires. */
  constructor({ engine, program }: InstalledEngine, wish: CaptureWish, signal: AbortSignal) {
    this.engine = engine;
    const [file, ...args] = engine.command(program, wish);
    this.#process = spawn(file, args, {
      stdio: [engine.endsWithStdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      // Ctrl-C goes to the whole foreground process group: the engine ends when it is asked to, with its counters.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const { pid, stdout, stderr, stdin } = this.#process;
    if (stdout === null || stderr === null) throw new Error('an engine was started without its pipes');
    stdin?.on('error', () => {});
    const heard = new Promise<void>((resolve) => stderr.once('close', () => resolve()));
    createInterface({ input: stderr }).on('line', (line) => this.#hear(line));
    this.ended = this.#end(heard, wish.isFilterGiven);
    this.source = new ChunkSource(this.#chunks(stdout));
    const watchdog = pid === undefined || engine.endsWithStdin ? null : new Watchdog(pid);
    const counting = setInterval(() => this.#askForCounters(), COUNTING);
    const stop = (): void => void this.stop();
    signal.addEventListener('abort', stop);
    void this.ended.then(() => {
      signal.removeEventListener('abort', stop);
      clearInterval(counting);
      watchdog?.dismiss();
    });
  }

  /** Asks it to end, and sees to it that it does. What it has captured can still be read. */
  async stop(): Promise<void> {
    this.#process.kill('SIGTERM');
    const patience = new AbortController();
    const late = sleep(PATIENCE, undefined, { signal: patience.signal }).then(
      () => this.#process.kill('SIGKILL'),
      () => false,
    );
    await Promise.race([this.ended, late]);
    patience.abort();
  }

  /** Lets go of it: nothing more is read. */
  async dismiss(): Promise<void> {
    this.#process.stdout?.destroy();
    if (this.#process.pid !== undefined) await this.stop();
    await this.ended;
  }

  async *#chunks(stdout: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const chunks = stdout[Symbol.asyncIterator]();
    try {
      for (;;) {
        this.#isReading = true;
        const { done, value } = await chunks.next();
        this.#isReading = false;
        if (done) break;
        this.#hasWritten = true;
        yield value;
      }
    } finally {
      this.#isReading = false;
    }
    await this.ended;
  }

  /**
   * Only while nothing waits to be read: a signal that meets tcpdump in a write to a full pipe would cut the stream,
   * because its handlers do not restart system calls (tcpdump.c, setsignal) and stdio drops what it could not write.
   */
  #askForCounters(): void {
    const { countersSignal } = this.engine;
    if (countersSignal === null || !this.#hasSpoken) return;
    // After the next look at the pipes.
    setImmediate(() => {
      if (this.#isReading) this.#process.kill(countersSignal);
    });
  }

  #hear(line: string): void {
    this.#hasSpoken = true;
    const kernelDrops = this.engine.kernelDrops(line);
    if (kernelDrops !== null) this.onKernelDrops(kernelDrops);
    const ownDrops = this.engine.ownDrops(line);
    if (ownDrops !== null) this.onOwnDrops(ownDrops);
    else if (this.#lines.push(line) > KEPT_LINES) this.#lines.shift();
  }

  #end(heard: Promise<void>, isFilterGiven: boolean): Promise<EngineEnd> {
    return new Promise((resolve) => {
      // Also where a signal cannot be sent: an engine of another user ends when its pipe is closed.
      this.#process.on('error', (error) =>
        resolve(judgeEnd([error.message], { status: null, signal: null }, false)),
      );
      this.#process.once('exit', async (status, signal) => {
        await heard;
        resolve(judgeEnd(this.#lines, { status, signal }, isFilterGiven && !this.#hasWritten));
      });
    });
  }
}
