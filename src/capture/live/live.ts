/**
 * A live capture: engines, one after the other, each a child process that writes a capture stream, read like a file.
 * What happens to the interface and to the engine is said; the capture goes on when it can.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Epoch } from '../epoch.ts';
import type { CaptureReader } from '../reader.ts';
import { EngineStarter, type Running } from './engine-starter.ts';
import { type EngineChoice, installedEngines } from './engines.ts';
import { noSuchInterface } from './failures.ts';
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

class Supervisor {
  readonly #signal: AbortSignal;
  readonly #clock: () => number;
  readonly #say: (occurrence: Occurrence) => void;
  readonly #watch: InterfaceWatch;
  readonly #starter: EngineStarter;
  readonly #unexplained = new Restarts();
  readonly #explained = new Restarts(Number.POSITIVE_INFINITY);
  /** The engine that ended last. */
  #ended: { engine: EngineName; end: EngineEnd; hasStarted: boolean } | null = null;
  /** How the interface was lost, where only an engine told. */
  #lost: 'interface-gone' | 'interface-down' | null = null;

  private constructor(
    { clock }: LiveOptions,
    signal: AbortSignal,
    say: (occurrence: Occurrence) => void,
    watch: InterfaceWatch,
    starter: EngineStarter,
  ) {
    this.#clock = clock;
    this.#signal = signal;
    this.#say = say;
    this.#watch = watch;
    this.#starter = starter;
  }

  static async begin(options: LiveOptions, signal: AbortSignal): Promise<Supervisor> {
    const say = (occurrence: Occurrence): void =>
      options.say({ ...occurrence, at: options.clock(), interface: options.interface });
    const engines = await installedEngines(options.engine, options.path);
    const watch = await InterfaceWatch.start(options.interface, signal, say);
    if (watch.presence === 'gone') throw noSuchInterface(options.interface);
    return new Supervisor(
      options,
      signal,
      say,
      watch,
      new EngineStarter(engines, { ...options, signal, say }),
    );
  }

  async *captures(): AsyncGenerator<CaptureReader> {
    do {
      await this.#watch.whenUp();
      if (this.#signal.aborted) return;
      const start = await this.#starter.start();
      if ('failed' in start) this.#ended = { engine: start.failed, end: start.end, hasStarted: false };
      else yield* this.#capture(start);
    } while (!this.#signal.aborted && (await this.#mayGoOn()));
  }

  /** Yields the reader, and ends its engine where the interface asks for it. */
  async *#capture({ engine, reader }: Running): AsyncGenerator<CaptureReader> {
    const { name } = engine.engine;
    if (this.#lost !== null)
      this.#say({ code: this.#lost === 'interface-gone' ? 'interface-back' : 'interface-up' });
    this.#lost = null;
    this.#say({ code: 'engine-started', engine: name });
    engine.onKernelDrops = (count) => {
      reader.facts.dropped = count;
    };
    engine.onOwnDrops = (count) => {
      reader.facts.dropped = (reader.facts.dropped ?? 0) + count;
      this.#say({ code: 'frames-dropped', engine: name, count });
    };
    let isReplaced = false;
    this.#watch.onReplaced = () => {
      isReplaced = true;
      void engine.stop();
    };
    try {
      yield reader;
    } finally {
      this.#watch.onReplaced = () => {};
      await engine.dismiss();
      await reader.close();
    }
    const end = await engine.ended;
    // Where it was asked to end before it had noticed, it has nothing to say; but we know.
    const complaint = isReplaced && end.complaint === 'other' ? 'interface-gone' : end.complaint;
    this.#ended = { engine: name, end: { ...end, complaint }, hasStarted: true };
  }

  /** An engine ended: says so, and waits as long as it should. False where none is to be started any more. */
  async #mayGoOn(): Promise<boolean> {
    if (this.#ended === null) return false;
    const { engine, end, hasStarted } = this.#ended;
    await this.#watch.refresh();
    const { presence } = this.#watch;
    const isAway = presence === 'gone' || presence === 'down';
    const loss =
      end.complaint === 'interface-gone' || end.complaint === 'interface-down' ? end.complaint : null;
    const restarts = loss === null ? this.#unexplained : this.#explained;
    const delay = isAway ? 0 : restarts.next(this.#clock());
    // An interface that is waited for is not told of again with every engine that finds it away.
    if (hasStarted || (loss === null && !isAway)) {
      const restartAfter = isAway || delay === null ? null : delay / 1000;
      this.#say({ code: 'engine-ended', engine, end, restartAfter });
    }
    if (presence === 'unknown' && loss !== null && this.#lost === null) {
      this.#lost = loss;
      this.#say({ code: loss });
    }
    if (delay === null) {
      this.#say({ code: 'gave-up', engine, ends: MOST_ENDS + 1, withinSeconds: WITHIN / 1000 });
      return false;
    }
    await sleep(delay, undefined, { signal: this.#signal }).catch(() => {});
    return !this.#signal.aborted;
  }
}
