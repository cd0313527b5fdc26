/** What a live capture tells of itself while it runs: codes and numbers; report/live-notices.ts makes the sentences. */

/** Programs that capture, in the order in which `auto` tries them. */
export const ENGINE_NAMES = ['cap', 'dumpcap', 'tcpdump'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** What an engine's own words mean. */
export type Complaint =
  | 'no-permission'
  | 'bad-filter'
  | 'interface-gone'
  | 'interface-down'
  /** Something that only its words tell. */
  | 'other';

/** How an engine ended. */
export interface EngineEnd {
  status: number | null;
  signal: string | null;
  complaint: Complaint;
  /** The line that tells most, as the engine printed it; empty where it printed none. */
  line: string;
}

/** One notice. `at` is milliseconds since 1970. */
export type LiveNotice = { at: number; interface: string } & (
  | { code: 'engine-started'; engine: EngineName }
  /** The next engine starts after so many seconds; null where the interface is waited for, or no engine is started any more. */
  | { code: 'engine-ended'; engine: EngineName; end: EngineEnd; restartAfter: number | null }
  /** `auto` goes on to the next engine. */
  | { code: 'engine-passed-over'; engine: EngineName; end: EngineEnd }
  /** So many engines ended within so many seconds: no further one is started. */
  | { code: 'gave-up'; engine: EngineName; ends: number; withinSeconds: number }
  /** Not by the kernel, which counts its own, but by the engine, because it was not read fast enough. */
  | { code: 'frames-dropped'; engine: EngineName; count: number }
  | { code: 'interface-gone' | 'interface-back' }
  | { code: 'interface-down' | 'interface-up' }
  | { code: 'carrier-lost' | 'carrier-back' }
);

/** A notice of which the supervisor knows the time and the interface. */
export type Occurrence = LiveNotice extends infer One
  ? One extends LiveNotice
    ? Omit<One, 'at' | 'interface'>
    : never
  : never;
