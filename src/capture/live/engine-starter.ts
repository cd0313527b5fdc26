/** Starts engines: the first one that can capture, with the most exact filter that its link type knows. */
import type { Epoch } from '../epoch.ts';
import { openStream } from '../open.ts';
import type { CaptureReader } from '../reader.ts';
import type { CaptureWish } from './engine.ts';
import { EngineProcess } from './engine-process.ts';
import type { InstalledEngine } from './engines.ts';
import { startFailure } from './failures.ts';
import { defaultFilters } from './filters.ts';
import type { EngineEnd, EngineName, Occurrence } from './notice.ts';

/** An engine that captures, with the reader of its stream. */
export interface Running {
  engine: EngineProcess;
  reader: CaptureReader;
}

/** What came of starting one. */
export type Start = Running | { failed: EngineName; end: EngineEnd };

export interface StarterOptions {
  interface: string;
  filter: string | null;
  snaplen: number;
  epoch: Epoch;
  signal: AbortSignal;
  say: (occurrence: Occurrence) => void;
}

export class EngineStarter {
  readonly #options: StarterOptions;
  /** Those not passed over yet, the best one first. */
  #engines: readonly InstalledEngine[];
  #filters: readonly string[];
  #hasStarted = false;

  constructor(engines: readonly InstalledEngine[], options: StarterOptions) {
    this.#options = options;
    this.#engines = engines;
    this.#filters = options.filter === null ? defaultFilters(options.interface) : [options.filter];
  }

  /** Throws where no engine can capture, unless one did before, or only the interface must come up. */
  async start(): Promise<Start> {
    for (;;) {
      const [installed, ...otherEngines] = this.#engines;
      const [filter = '', ...otherFilters] = this.#filters;
      if (installed === undefined) throw new Error('no engine is left');
      const { name } = installed.engine;
      const wish = this.#wish(filter);
      const start = await this.#try(installed, wish);
      if (!('failed' in start)) {
        this.#hasStarted = true;
        return start;
      }
      const { end } = start;
      if (this.#options.signal.aborted) return start;
      if (end.complaint === 'bad-filter' && otherFilters.length > 0) {
        this.#filters = otherFilters;
      } else if (mayOtherDoBetter(end) && otherEngines.length > 0) {
        this.#engines = otherEngines;
        this.#options.say({ code: 'engine-passed-over', engine: name, end });
      } else if (this.#hasStarted || end.complaint === 'interface-down') {
        return start;
      } else {
        throw startFailure(name, end, wish);
      }
    }
  }

  #wish(filter: string): CaptureWish {
    const { interface: name, snaplen, filter: given } = this.#options;
    return { interface: name, filter, isFilterGiven: given !== null && given !== '', snaplen };
  }

  /** An engine captures when the header of its stream is there. */
  async #try(installed: InstalledEngine, wish: CaptureWish): Promise<Start> {
    const { signal, epoch } = this.#options;
    const engine = new EngineProcess(installed, wish, signal);
    const reader = await openStream(engine.source, wish.interface, epoch).catch(() => null);
    if (reader !== null) return { engine, reader };
    // It has ended, unless what it writes is no capture.
    await engine.dismiss();
    return { failed: installed.engine.name, end: await engine.ended };
  }
}

function mayOtherDoBetter({ complaint }: EngineEnd): boolean {
  return complaint === 'no-permission' || complaint === 'other';
}
