/** Watches whether the interface is there and up, says so when that changes, and lets be waited for it. */
import { setTimeout as sleep } from 'node:timers/promises';

import { type InterfaceState, isStateKnown, readInterfaceState } from './interface-state.ts';
import type { Occurrence } from './notice.ts';

/** Milliseconds between two looks. */
const LOOKING = 200;

export class InterfaceWatch {
  readonly #name: string;
  readonly #signal: AbortSignal;
  readonly #say: (occurrence: Occurrence) => void;
  /** Null where nothing is known. */
  #state: InterfaceState | null = null;
  /** It was gone, and has not been up since: a new one is down at first. */
  #isMissed = false;
  #waiting: (() => void)[] = [];
  /** The look that was begun last. */
  #latest: Promise<void> = Promise.resolve();
  /** Called when the device that was there is gone, whether or not a new one has its name. */
  onReplaced: () => void = () => {};

  private constructor(name: string, signal: AbortSignal, say: (occurrence: Occurrence) => void) {
    this.#name = name;
    this.#signal = signal;
    this.#say = say;
  }

  /** Looks once, and then again and again until the signal fires. */
  static async start(
    name: string,
    signal: AbortSignal,
    say: (occurrence: Occurrence) => void,
  ): Promise<InterfaceWatch> {
    const watch = new InterfaceWatch(name, signal, say);
    if (name === 'any' || !(await isStateKnown())) return watch;
    watch.#state = await readInterfaceState(name);
    if (watch.#state.presence === 'down') say({ code: 'interface-down' });
    else if (!watch.#state.hasCarrier) say({ code: 'carrier-lost' });
    void watch.#look();
    return watch;
  }

  /** `unknown` where only the engine can tell. */
  get presence(): InterfaceState['presence'] | 'unknown' {
    return this.#state?.presence ?? 'unknown';
  }

  /** Looks now, without waiting for the next look's turn; one look after the other, so that none is outrun. */
  refresh(): Promise<void> {
    this.#latest = this.#latest.then(async () => {
      if (this.#state !== null) this.#take(await readInterfaceState(this.#name));
    });
    return this.#latest;
  }

  /** Resolves when an engine may be started: the interface is up, or nothing is known of it; or the signal fired. */
  whenUp(): Promise<void> {
    if (this.#state === null || this.#state.presence === 'up' || this.#signal.aborted)
      return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #look(): Promise<void> {
    try {
      while (!this.#signal.aborted) {
        await sleep(LOOKING, undefined, { signal: this.#signal });
        await this.refresh();
      }
    } catch {
      // The signal fired.
    }
    this.#release();
  }

  #take(now: InterfaceState): void {
    const before = this.#state;
    if (before === null) return;
    this.#state = now;
    const isReplaced = before.index !== now.index && before.presence !== 'gone';
    if (isReplaced) this.#say({ code: 'interface-gone' });
    this.#isMissed ||= isReplaced || before.presence === 'gone';
    if (now.presence === 'up') {
      if (this.#isMissed) this.#say({ code: 'interface-back' });
      else if (before.presence === 'down') this.#say({ code: 'interface-up' });
      this.#isMissed = false;
      if (before.hasCarrier !== now.hasCarrier)
        this.#say({ code: now.hasCarrier ? 'carrier-back' : 'carrier-lost' });
    } else if (now.presence === 'down' && before.presence === 'up' && !isReplaced) {
      this.#say({ code: 'interface-down' });
    }
    if (isReplaced) this.onReplaced();
    if (now.presence === 'up') this.#release();
  }

  #release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
