/**
 * The captures of fixtures/ and fixtures/lab/ with their truth. fixtures/README.md says where both come from.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The truth of one capture, as far as tests use it. */
export interface Truth {
  name: string;
  file: string;
  capture: { frames: number; starts_mid_connection: boolean; every_packet_twice: boolean };
  /** Frames that are no TCP segments. */
  icmp_errors: number[];
  flows: FlowTruth[];
  /** Where the capture and the kernel's counters do not agree, a line each. */
  problems: string[];
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
  /** Frames of the messages that ask, and of those that answer them, where the programs sent such; the same number. */
  pings?: number[];
  pongs?: number[];
  /** By frame number, in their order. */
  frame_class: Record<string, string>;
}

/** Who probes, with the keepalive options of the socket. */
export interface ProberTruth {
  who: string;
  idle_s: number;
  interval_s: number;
  count: number;
  /** TCP_USER_TIMEOUT of the socket, where it was set. */
  user_timeout_ms?: number;
}

/** The truth of one probe. */
export interface ProbeTruth {
  frame: number;
  who: string;
  kind: 'keepalive' | 'zwp';
  /** Octets of payload. */
  len: number;
  answer: 'ack' | 'data' | 'rst' | 'icmp' | null;
  answer_frame: number | null;
  /** Seconds since the prober last received something; null where the capture does not show it. */
  since_last_rx: number | null;
  /** Seconds since the probe before it of the same end. */
  since_prev_probe: number | null;
  copies?: number[];
}

/** A capture of fixtures/. */
export interface Fixture {
  /** Of the file, without its last extension; `lab/` stands before it for a capture of fixtures/lab/. */
  name: string;
  /** Relative to the repository. */
  path: string;
  file: string;
  octets: Uint8Array;
  truth: Truth;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The folder of the captures. */
export const FIXTURES_FOLDER: string = `${ROOT}fixtures/`;
/** The folder of those that `npm run fixtures` makes. */
export const LAB_FOLDER: string = `${FIXTURES_FOLDER}lab/`;
const TRACES_FOLDER = `${FIXTURES_FOLDER}traces/`;

/** Every capture of fixtures/ itself with a truth, by name. */
export const FIXTURES: readonly Fixture[] = fixturesIn(FIXTURES_FOLDER);
/** Every capture of fixtures/lab/, by name. */
export const LAB_FIXTURES: readonly Fixture[] = fixturesIn(LAB_FOLDER, 'lab/');
/** Both. */
export const ALL_FIXTURES: readonly Fixture[] = [...FIXTURES, ...LAB_FIXTURES];

/** Text traces of fixtures/traces/; no truth is beside them. */
export const TEXT_TRACES: readonly Pick<Fixture, 'name' | 'path' | 'file'>[] = readdirSync(TRACES_FOLDER)
  .filter((name) => name.endsWith('.tcpdump.txt'))
  .sort()
  .map((name) => {
    const file = `${TRACES_FOLDER}${name}`;
    return { name: `traces/${name.replace(/\.txt$/, '')}`, path: relative(ROOT, file), file };
  });

/** Every capture of a folder with a truth of the same form beside it, by name. `within` is put before the names. */
export function fixturesIn(folder: string, within = ''): Fixture[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.truth.json'))
    .sort()
    .map((name) =>
      readFixture(folder, within, JSON.parse(readFileSync(join(folder, name), 'utf8')) as Truth),
    );
}

function readFixture(folder: string, within: string, truth: Truth): Fixture {
  const file = join(folder, truth.file);
  return {
    name: `${within}${truth.name}`,
    path: relative(ROOT, file),
    file,
    octets: new Uint8Array(readFileSync(file)),
    truth,
  };
}
