/** express/ over the memory that the connections of one shard lie in. */
import { readFileSync } from 'node:fs';

import type { HeartbeatObserver } from '../heartbeat/observer.ts';
import { INSTALLATION } from '../installation.ts';
import type { Observer } from '../keepalive/observer.ts';
import type { LinearMemory } from '../tracking/arena.ts';
import type { Tracker } from '../tracking/tracker.ts';
import { condense, LONGEST_KNOWN, LONGEST_TOLD } from '../wire/payload.ts';

/** Built: npm run build:express. */
const PROGRAM = new URL('dist/express.wasm', INSTALLATION);

/** What take.ts exports. Addresses are those of the arena. */
export interface Program {
  setBatch(columns: number, octets: number): void;
  setRows(directory: number, counts: number, limit: number): void;
  setShare(parts: number, own: number): void;
  setPayloads(told: number, known: number): void;
  setExchanges(pool: number, pages: number): void;
  setProbers(pool: number, pages: number): void;
  setRests(pool: number, pages: number): void;
  setLimits(budget: number, keptAtMost: number): void;
  setHeartbeat(stretches: number, candidatePages: number): void;
  setBooks(ids: number, books: number, kinds: number): void;
  setSpans(pool: number, pages: number): void;
  setWaits(pool: number, pages: number): void;
  setIndex(slots: number, count: number): void;
  glance(count: number): void;
  step(from: number, limit: number): number;
  isSteady(): number;
  choose(count: number): number;
  take(from: number, end: number, before: number): number;
  judge(
    count: number,
    captureEnd: number,
    codes: number,
    notes: number,
    firstFrames: number,
    sums: number,
  ): void;
  sumProbes(sums: number): void;
  findOpen(count: number, list: number): number;
}

/** What take.ts imports. */
interface Environment {
  memory: LinearMemory;
  condense(payload: number, end: number, length: number): number;
}

interface Compiled {
  readonly compiled: unique symbol;
}

declare const WebAssembly: {
  Module: new (octets: Uint8Array) => Compiled;
  Instance: new (program: Compiled, imports: { env: Environment }) => { exports: unknown };
};

/** What keeps the connections of a shard. */
interface Keepers {
  tracker: Tracker;
  observer: Observer;
  heartbeats: HeartbeatObserver;
}

let compiled: Compiled | null = null;

/** A program of its own for these keepers; what is compiled of it is the thread's. */
export function programOver({ tracker, observer, heartbeats }: Keepers): Program {
  const { arena, rows } = tracker;
  const told = arena.allocate(LONGEST_TOLD.byteLength);
  const known = arena.allocate(LONGEST_KNOWN.byteLength);
  new Uint32Array(arena.buffer, told, LONGEST_TOLD.length).set(LONGEST_TOLD);
  new Uint32Array(arena.buffer, known, LONGEST_KNOWN.length).set(LONGEST_KNOWN);
  compiled ??= new WebAssembly.Module(readFileSync(PROGRAM));
  const { exports } = new WebAssembly.Instance(compiled, {
    env: {
      memory: arena.memory,
      // Of addresses above 2 GiB WebAssembly says that they are negative.
      condense: (payload, end, length) => condense(arena.octets, payload >>> 0, end >>> 0, length),
    },
  });
  const program = exports as Program;
  const { exchanges, probers } = observer;
  program.setRows(rows.pages.directory, rows.counts.place, tracker.limit);
  program.setPayloads(told, known);
  program.setExchanges(exchanges.pool.place, exchanges.pool.pages.directory);
  program.setProbers(probers.pool.place, probers.pool.pages.directory);
  program.setRests(probers.rests.place, probers.rests.pages.directory);
  program.setLimits(exchanges.budget, observer.keptOfSide);
  const { candidates, store } = heartbeats;
  program.setHeartbeat(candidates.place, candidates.pages.directory);
  program.setBooks(store.ids.directory, store.books.pages.directory, store.kinds.pages.directory);
  program.setSpans(store.spans.place, store.spans.pages.directory);
  program.setWaits(store.waits.place, store.waits.pages.directory);
  return program;
}
