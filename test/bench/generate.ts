/**
 * Makes the capture that the benchmark reads: thousands of scripted connections, interleaved in the order of time, and
 * beside it the truth about it. A recipe always gives the same octets. Frames end when their number is reached; what is
 * said then, a probe without its answer too, is how the capture ends.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

import { CaptureWriter } from './capture-writer.ts';
import { MIXES, type Mix, type MixName } from './mixes.ts';
import { Random } from './random.ts';
import { Schedule } from './schedule.ts';
import type { Script, Stage, Truth } from './script.ts';

export type Format = 'pcap' | 'pcapng' | 'gzip';

/** What capture to make. */
export interface Recipe {
  frames: number;
  connections: number;
  ipv6: boolean;
  /** Unless given: everyday, 96 octets of each frame, pcap. */
  mix?: MixName;
  snaplen?: number;
  /** gzip: a compressed pcap. */
  format?: Format;
}

const SEED = 20_250_701;
/** One frame in so many is ARP or UDP. */
const STRANGER_EVERY = 1000;

/** The capture at `path` and its truth at `path`.json: made, or taken where an earlier run left them. */
export function ensureCapture(path: string, recipe: Recipe): Truth {
  const truthPath = `${path}.json`;
  if (existsSync(path) && existsSync(truthPath)) return JSON.parse(readFileSync(truthPath, 'utf8')) as Truth;
  const partial = `${path}.partial`;
  const truth = generate(partial, recipe);
  if (recipe.format === 'gzip') compress(partial);
  writeFileSync(truthPath, `${JSON.stringify(truth)}\n`);
  renameSync(partial, path);
  return truth;
}

function generate(path: string, { frames, connections, ipv6, ...recipe }: Recipe): Truth {
  const random = new Random(SEED);
  const storage = { pcapng: recipe.format === 'pcapng', snaplen: recipe.snaplen ?? 96 };
  const writer = new CaptureWriter(path, ipv6, random, storage);
  const truth: Truth = { frames: 0, tcpSegments: 0, connections: 0, probes: 0, acknowledged: 0 };
  const mix = MIXES[recipe.mix ?? 'everyday'];
  const beginnings = mix.beginnings(frames / connections);
  const schedule = new Schedule();
  for (let index = 0; index < connections; index++)
    schedule.add(index === 0 ? 0 : random.between(0, beginnings), index);
  play({ writer, random, truth }, schedule, mix, frames);
  writer.close();
  if (writer.frames < frames || truth.connections < connections)
    throw new Error(`${frames} frames are too many or too few for ${connections} connections of this mix`);
  return { ...truth, frames: writer.frames, tcpSegments: writer.tcpSegments };
}

/**
 * Resumes the script whose turn it is, until all frames are written or nobody has anything more to say. A script is made
 * at its first turn and forgotten after its last, so that memory is that of the connections which are open.
 */
function play(stage: Stage, schedule: Schedule, mix: Mix, frames: number): void {
  const { writer } = stage;
  const scripts = new Map<number, Script>();
  while (writer.frames < frames && schedule.size > 0) {
    writer.now = schedule.time;
    if (writer.frames % STRANGER_EVERY === STRANGER_EVERY - 1) {
      writer.stranger();
      continue;
    }
    const index = schedule.entry;
    const script = scripts.get(index) ?? mix.script(index, stage);
    const step = script.next();
    if (step.done === true) {
      schedule.removeEarliest();
      scripts.delete(index);
    } else {
      schedule.postpone(writer.now + step.value);
      scripts.set(index, script);
    }
  }
}

/** With the program that people use for it. Fast compression: how much was saved changes little for who reads it. */
function compress(path: string): void {
  const compressed = `${path}.gz`;
  const output = openSync(compressed, 'w');
  const { status } = spawnSync('gzip', ['--fast', '--no-name', '--stdout', path], {
    stdio: ['ignore', output, 'inherit'],
  });
  closeSync(output);
  if (status !== 0) throw new Error('gzip is not installed, or failed');
  renameSync(compressed, path);
}
