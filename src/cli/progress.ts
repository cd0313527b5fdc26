/**
 * A progress line on standard error, for a person who waits: only on a terminal, and only after a second. Where the
 * size is unknown (a stream) it counts instead of promising.
 */
import type { SingleBar } from 'cli-progress';

import type { Progress } from '../analyze.ts';
import { roughDuration } from '../report/duration.ts';
import { grouped } from '../report/quantity.ts';

const PATIENCE = 1000;
const BAR_WIDTH = 24;

/** The display of one reading. */
export class ProgressDisplay {
  readonly #stream: NodeJS.WriteStream;
  readonly #startedAt = performance.now();
  #bar: SingleBar | null = null;
  #isStopped = false;
  #isLoading = false;
  #latest: Progress = { octetsRead: 0, octetsTotal: null, frames: 0 };

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** Shows where the reading is, once it is worth showing. */
  update(progress: Progress): void {
    this.#latest = progress;
    this.#bar?.update(progress.octetsRead);
    if (!this.#stream.isTTY || this.#isLoading || performance.now() - this.#startedAt < PATIENCE) return;
    this.#isLoading = true;
    void this.#show();
  }

  /** Takes the line away. */
  stop(): void {
    this.#isStopped = true;
    this.#bar?.stop();
  }

  async #show(): Promise<void> {
    const { SingleBar } = await import('cli-progress');
    if (this.#isStopped) return;
    this.#bar = new SingleBar({
      stream: this.#stream,
      format: () => progressLine(this.#latest, (performance.now() - this.#startedAt) / 1000),
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
    });
    this.#bar.start(this.#latest.octetsTotal ?? 0, this.#latest.octetsRead);
  }
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
