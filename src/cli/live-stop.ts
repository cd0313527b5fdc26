/** Why a live capture ends: a signal, the user's key, the time that was asked for, a reader that went away. */
import { endAtOnce } from './interrupt.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export class LiveStop {
  /** True where a person or the system cut it short. */
  isInterrupt = false;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout | null;

  /** `durationSeconds` null: until something else ends it. */
  constructor(durationSeconds: number | null) {
    this.#timer = durationSeconds === null ? null : longTimer(durationSeconds, () => this.end());
    for (const signal of SIGNALS) process.on(signal, this.interrupt);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** It is done. */
  end(): void {
    this.#controller.abort();
  }

  /** It is cut short; the second time, whatever still goes on. */
  readonly interrupt = (signal: NodeJS.Signals = 'SIGINT'): void => {
    if (this.isInterrupt) endAtOnce(signal);
    this.isInterrupt = true;
    this.end();
  };

  /** From now on signals do what they do by default. */
  release(): void {
    for (const signal of SIGNALS) process.off(signal, this.interrupt);
    if (this.#timer !== null) clearInterval(this.#timer);
  }
}

/** setTimeout() knows no more than 24.8 days. */
function longTimer(seconds: number, done: () => void): NodeJS.Timeout {
  const end = performance.now() + seconds * 1000;
  return setInterval(
    () => {
      if (performance.now() >= end) done();
    },
    Math.min(seconds * 1000, 1000),
  );
}
