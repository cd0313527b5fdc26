/**
 * Makes the capture that the benchmark reads: thousands of scripted connections, interleaved in the order of time, and
 * beside it the truth about it. A size always gives the same octets. Frames end when their number is reached; what is
 * said then, a probe without its answer too, is how the capture ends.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

import { CaptureWriter } from './capture-writer.ts';
import { converse, type Script, type Truth } from './conversation.ts';
import { Random } from './random.ts';
import { Schedule } from './schedule.ts';

export interface Size {
  frames: number;
  connections: number;
  ipv6: boolean;
}

const SEED = 20_250_701;
/** One frame in so many is ARP or UDP. */
const STRANGER_EVERY = 1000;
/** Connections begin within this much time per frame that each has on average: all have begun long before the end. */
const STAGGER_MICROSECONDS = 2_000_000;

/** The capture at `path` and its truth at `path`.json: made, or taken where an earlier run left them. */
export function ensureCapture(path: string, size: Size): Truth {
  const truthPath = `${path}.json`;
  if (existsSync(path) && existsSync(truthPath)) return JSON.parse(readFileSync(truthPath, 'utf8')) as Truth;
  const partial = `${path}.partial`;
  const truth = generate(partial, size);
  writeFileSync(truthPath, `${JSON.stringify(truth)}\n`);
  renameSync(partial, path);
  return truth;
}

function generate(path: string, size: Size): Truth {
  const random = new Random(SEED);
  const writer = new CaptureWriter(path, size.ipv6, random);
  const truth: Truth = { frames: 0, tcpSegments: 0, connections: 0, probes: 0, acknowledged: 0 };
  const schedule = new Schedule();
  const scripts: Script[] = [];
  const stagger = Math.ceil((size.frames / size.connections) * STAGGER_MICROSECONDS);
  for (let index = 0; index < size.connections; index++) {
    scripts.push(converse(index, writer, random, truth));
    schedule.add(index === 0 ? 0 : random.between(0, stagger), index);
  }
  play(writer, schedule, scripts, size.frames);
  writer.close();
  if (writer.frames < size.frames || truth.connections < size.connections)
    throw new Error(`${size.frames} frames do not suit ${size.connections} connections: about 100 each do`);
  return { ...truth, frames: writer.frames, tcpSegments: writer.tcpSegments };
}

/** Resumes the script whose turn it is, until all frames are written or nobody has anything more to say. */
function play(writer: CaptureWriter, schedule: Schedule, scripts: readonly Script[], frames: number): void {
  while (writer.frames < frames && schedule.size > 0) {
    writer.now = schedule.time;
    if (writer.frames % STRANGER_EVERY === STRANGER_EVERY - 1) {
      writer.stranger();
      continue;
    }
    const step = scripts[schedule.entry]?.next();
    if (step === undefined || step.done === true) schedule.removeEarliest();
    else schedule.postpone(writer.now + step.value);
  }
}
