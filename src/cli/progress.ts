/**
 * A progress line on standard error, for a person who waits: only on a terminal, and only after a second. Where the
 * size is unknown (a stream) it counts instead of promising; where nothing comes it says what is waited for.
 */
import { writeSync } from 'node:fs';
import type { SingleBar } from 'cli-progress';

import type { Progress } from '../analysis-options.ts';
import { roughDuration } from '../report/duration.ts';
import { grouped } from '../report/quantity.ts';

const PATIENCE = 1000;
const BAR_WIDTH = 24;
/** xterm: cursor shown (25), lines that wrap (7); the bar takes away both. */
const RESTORE = '\u001b[?25h\u001b[?7h';
/** Seconds without an octet after which that is worth saying. */
const SILENCE = 3;

/** ms of a clock that only goes on. performance.now() is one too, but a small capture would wait for it to be loaded: 3 ms. */
function now(): number {
  return process.uptime() * 1000;
}

/** The display of one reading. */
export class ProgressDisplay {
  readonly #stream: NodeJS.WriteStream & { fd: number };
  readonly #awaited: string;
  readonly #waiting: NodeJS.Timeout;
  readonly #startedAt = now();
  #bar: SingleBar | null = null;
  #isStopped = false;
  #isLoading = false;
  #latest: Progress = { octetsRead: 0, octetsTotal: null, frames: 0 };
  #latestAt = now();

  /** `awaited`: what is read, as one calls it. */
  constructor(stream: NodeJS.WriteStream & { fd: number }, awaited: string) {
    this.#stream = stream;
    this.#awaited = awaited;
    // Where nothing comes at all, nothing calls update().
    this.#waiting = setTimeout(() => this.#begin(), PATIENCE);
  }

  /** Shows where the reading is, once it is worth showing. */
  update(progress: Progress): void {
    this.#latest = progress;
    this.#latestAt = now();
    this.#bar?.update(progress.octetsRead);
    if (this.#latestAt - this.#startedAt >= PATIENCE) this.#begin();
  }

  /** Takes the line away. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#waiting);
    this.#bar?.stop();
    process.off('exit', this.#restore);
  }

  /** The program ends while the bar is there: a second signal, a fault of ours. */
  readonly #restore = (): void => {
    try {
      // At the exit of a process only what is written at once gets out.
      writeSync(this.#stream.fd, RESTORE);
    } catch {
      // The terminal is gone.
    }
  };

  #begin(): void {
    if (!this.#stream.isTTY || this.#isLoading) return;
    this.#isLoading = true;
    void this.#show();
  }

  async #show(): Promise<void> {
    const { SingleBar } = await import('cli-progress');
    if (this.#isStopped) return;
    this.#bar = new SingleBar({
      stream: this.#stream,
      format: () => this.#line(),
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
    });
    process.on('exit', this.#restore);
    this.#bar.start(this.#latest.octetsTotal ?? 0, this.#latest.octetsRead);
  }

  #line(): string {
    const silence = (now() - this.#latestAt) / 1000;
    const text = progressLine(this.#latest, (now() - this.#startedAt) / 1000);
    return silence < SILENCE ? text : waitingLine(text, this.#awaited, silence);
  }
}

/** `2.5 MB, 20,000 frames, waiting for standard input: nothing came for 12 s`. */
export function waitingLine(text: string, awaited: string, seconds: number): string {
  const known = text.replace(/, [\d,]+ frames\/s.*$/, '');
  return `${known}, waiting for ${awaited}: nothing came for ${roughDuration(Math.floor(seconds))}`;
}

/** `#######-----  58% of 2.4 GB, 1,234,567 frames, 800,000 frames/s, 12 s left`. */
export function progressLine({ octetsRead, octetsTotal, frames }: Progress, seconds: number): string {
  const counts = `${grouped(frames)} frames, ${grouped(frames / Math.max(seconds, 0.001))} frames/s`;
  if (octetsTotal === null || octetsTotal <= 0) return `${size(octetsRead)}, ${counts}`;
  const part = Math.min(1, octetsRead / octetsTotal);
  const filled = Math.round(part * BAR_WIDTH);
  const bar = '#'.repeat(filled) + '-'.repeat(BAR_WIDTH - filled);
  const left = part > 0 ? `, ${roughDuration(Math.ceil((seconds * (1 - part)) / part))} left` : '';
  return `${bar} ${String(Math.floor(Math.min(100, (octetsRead * 100) / octetsTotal))).padStart(3)}% of ${size(octetsTotal)}, ${counts}${left}`;
}

function size(octets: number): string {
  if (octets < 1e6) return `${grouped(octets / 1e3)} kB`;
  return octets < 1e9 ? `${(octets / 1e6).toFixed(1)} MB` : `${(octets / 1e9).toFixed(2)} GB`;
}
