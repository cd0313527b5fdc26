/**
 * The captures of fixtures/ with their truth. fixtures/README.md says where both come from.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The truth of one capture, as far as tests use it. */
export interface Truth {
  name: string;
  file: string;
  capture: { frames: number; starts_mid_connection: boolean; every_packet_twice: boolean };
  flows: FlowTruth[];
}

/** The truth of one connection; `a` is the one who connected. */
export interface FlowTruth {
  a: string;
  b: string;
  probers: ProberTruth[];
  outcome: string;
  rst_from: string[];
  /** How many of its probes a prober that gave up had waiting then. */
  unanswered_run_before_rst?: number;
  handshake_seen: boolean;
  /** Copies are not counted. */
  n_frames: number;
  probe_details: ProbeTruth[];
  /** By frame number, in their order. */
  frame_class: Record<string, string>;
}

/** Who probes, with the keepalive options of the socket. */
export interface ProberTruth {
  who: string;
  idle_s: number;
  interval_s: number;
  count: number;
}

/** The truth of one probe. */
export interface ProbeTruth {
  frame: number;
  who: string;
  kind: 'keepalive' | 'zwp';
  /** Octets of payload. */
  len: number;
  answer: 'ack' | 'rst' | null;
  answer_frame: number | null;
  /** Seconds since the prober last received something; null where the capture does not show it. */
  since_last_rx: number | null;
  /** Seconds since the probe before it of the same end. */
  since_prev_probe: number | null;
  copies?: number[];
}

/** A capture of fixtures/. */
export interface Fixture {
  name: string;
  /** Relative to the repository. */
  path: string;
  file: string;
  octets: Uint8Array;
  truth: Truth;
}

/** The folder of the captures. */
export const FIXTURES_FOLDER: string = fileURLToPath(new URL('../../fixtures/', import.meta.url));

/** Every capture with a truth, by name. */
export const FIXTURES: readonly Fixture[] = fixturesIn(FIXTURES_FOLDER);

/** Every capture of a folder with a truth of the same form beside it, by name. */
export function fixturesIn(folder: string): Fixture[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.truth.json'))
    .sort()
    .map((name) => readFixture(folder, JSON.parse(readFileSync(join(folder, name), 'utf8')) as Truth));
}

function readFixture(folder: string, truth: Truth): Fixture {
  const file = join(folder, truth.file);
  return {
    name: truth.name,
    path: `${basename(folder)}/${truth.file}`,
    file,
    octets: new Uint8Array(readFileSync(file)),
    truth,
  };
}
