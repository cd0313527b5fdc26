/**
 * A live capture: engines, one after the other, each a child process that writes a capture stream, read like a file.
 * What happens to the interface and to the engine is said; the capture goes on when it can.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Epoch } from '../epoch.ts';
import { openStream } from '../open.ts';
import type { CaptureReader } from '../reader.ts';
import type { CaptureWish } from './engine.ts';
import { EngineProcess } from './engine-process.ts';
import { type EngineChoice, type InstalledEngine, installedEngines } from './engines.ts';
import { noSuchInterface, startFailure } from './failures.ts';
import { defaultFilters } from './filters.ts';
import { InterfaceWatch } from './interface-watch.ts';
import type { EngineEnd, EngineName, LiveNotice, Occurrence } from './notice.ts';
import { MOST_ENDS, Restarts, WITHIN } from './restarts.ts';

/**
 * Octets kept of each frame unless asked otherwise: link layer, two VLAN tags, IPv6 with an extension header and a full
 * TCP header take 150; the rest is the beginning of the payload, by which heartbeats are known.
 */
export const SNAPLEN = 256;

export interface LiveOptions {
  /** Its name; `any` for all of them, on Linux. */
  interface: string;
  engine: EngineChoice;
  /** A pcap filter; empty for every frame; null for TCP and ICMP errors. */
  filter: string | null;
  /** Octets kept of each frame. */
  snaplen: number;
  /** The timeline's zero: the first frame sets it, and it stays when engines change. */
  epoch: Epoch;
  /** Ends the capture; what the engine has captured by then is still read. */
  signal: AbortSignal;
  /** PATH, where programs are found. */
  path: string;
  /** Milliseconds since 1970. */
  clock: () => number;
  say: (notice: LiveNotice) => void;
}

/**
 * One reader for each engine that runs. When its fill() says false the engine has ended; ask for the next reader then.
 * Ends when the signal fired, or when engines have ended too often. Throws a KeepscopeError where capturing cannot
 * begin. facts.dropped of a reader is what the kernel dropped, as current as the engine tells it; null where it never does.
 */
export async function* liveCaptures(options: LiveOptions): AsyncGenerator<CaptureReader> {
  const closing = new AbortController();
  const signal = AbortSignal.any([options.signal, closing.signal]);
  try {
    const supervisor = await Supervisor.begin(options, signal);
    yield* supervisor.captures();
  } finally {
    closing.abort();
  }
}

/** What came of trying to start an engine. */
type Start = { engine: EngineProcess; reader: CaptureReader } | { failed: EngineName; end: EngineEnd };

class Supervisor {
  readonly #options: LiveOptions;
  readonly #signal: AbortSignal;
  readonly #watch: InterfaceWatch;
  /** Engines and filters still to try, the first ones first. */
  #engines: readonly InstalledEngine[];
  #filters: readonly string[];
  #hasStarted = false;
  readonly #say: (occurrence: Occurrence) => void;
  readonly #unexplained = new Restarts();
  readonly #explained = new Restarts(Number.POSITIVE_INFINITY);

  private constructor(
    options: LiveOptions,
    signal: AbortSignal,
    watch: InterfaceWatch,
    engines: readonly InstalledEngine[],
    say: (occurrence: Occurrence) => void,
  ) {
    this.#options = options;
    this.#signal = signal;
    this.#watch = watch;
    this.#engines = engines;
    this.#filters = options.filter === null ? defaultFilters(options.interface) : [options.filter];
    this.#say = say;
  }

  static async begin(options: LiveOptions, signal: AbortSignal): Promise<Supervisor> {
    const say = (occurrence: Occurrence): void =>
      options.say({ ...occurrence, at: options.clock(), interface: options.interface });
    const engines = await installedEngines(options.engine, options.path);
    const watch = await InterfaceWatch.start(options.interface, signal, say);
    if (watch.presence === 'gone') throw noSuchInterface(options.interface);
    return new Supervisor(options, signal, watch, engines, say);
  }

  async *captures(): AsyncGenerator<CaptureReader> {
    for (;;) {
      await this.#watch.whenUp();
      if (this.#signal.aborted) return;
      const start = await this.#start();
      let end: EngineEnd;
      let name: EngineName;
      if ('failed' in start) {
        name = start.failed;
        end = start.end;
      } else {
        name = start.engine.engine.name;
        end = yield* this.#capture(start);
      }
      if (this.#signal.aborted || !(await this.#mayGoOn(name, end))) return;
    }
  }

  /** Starts the first engine that can be, with the first filter that its link type knows. */
  async #start(): Promise<Start> {
    for (;;) {
      const [installed, ...otherEngines] = this.#engines;
      const [filter = '', ...otherFilters] = this.#filters;
      if (installed === undefined) throw new Error('no engine is left');
      const { interface: name, snaplen, path, epoch } = this.#options;
      const wish: CaptureWish = { interface: name, filter, snaplen };
      const engine = new EngineProcess(installed, wish, path, this.#signal);
      const reader = await openStream(engine.source, name, epoch).catch(() => null);
      if (reader !== null) return { engine, reader };
      const end = await engine.ended;
      if (end.complaint === 'bad-filter' && otherFilters.length > 0) {
        this.#filters = otherFilters;
      } else if (end.complaint === 'no-permission' && otherEngines.length > 0) {
        this.#engines = otherEngines;
        this.#say({ code: 'engine-passed-over', engine: installed.engine.name, reason: 'no-permission' });
      } else {
        const isToBeWaitedFor = this.#hasStarted || end.complaint === 'interface-down';
        if (!isToBeWaitedFor && !this.#signal.aborted) throw startFailure(installed.engine.name, end, wish);
        return { failed: installed.engine.name, end };
      }
    }
  }

  /** Yields the reader, and ends its engine where the signal or the interface asks for it. */
  async *#capture({
    engine,
    reader,
  }: {
    engine: EngineProcess;
    reader: CaptureReader;
  }): AsyncGenerator<CaptureReader, EngineEnd> {
    const { name } = engine.engine;
    this.#hasStarted = true;
    this.#say({ code: 'engine-started', engine: name });
    engine.onKernelDrops = (count) => {
      reader.facts.dropped = count;
    };
    engine.onOwnDrops = (count) => this.#say({ code: 'frames-dropped', engine: name, count });
    this.#watch.onReplaced = () => void engine.stop();
    try {
      yield reader;
    } finally {
      this.#watch.onReplaced = () => {};
      await engine.dismiss();
      await reader.close();
    }
    return engine.ended;
  }

  /** An engine ended: says so, and waits as long as it should. False where none is to be started any more. */
  async #mayGoOn(engine: EngineName, end: EngineEnd): Promise<boolean> {
    await this.#watch.refresh();
    const { presence } = this.#watch;
    const isWaiting = presence === 'gone' || presence === 'down';
    const isExplained = isWaiting || end.complaint === 'interface-gone' || end.complaint === 'interface-down';
    const now = this.#options.clock();
    const delay = (isExplained ? this.#explained : this.#unexplained).next(now);
    this.#say({
      code: 'engine-ended',
      engine,
      end,
      restartAfter: isWaiting || delay === null ? null : delay / 1000,
    });
    if (delay === null) {
      this.#say({ code: 'gave-up', engine, ends: MOST_ENDS + 1, withinSeconds: WITHIN / 1000 });
      return false;
    }
    await sleep(delay, undefined, { signal: this.#signal }).catch(() => {});
    return !this.#signal.aborted;
  }
}
