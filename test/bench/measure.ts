/** Takes the time and the memory of a command. Memory comes from GNU time, which also counts the children of a shell. */
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findTool } from '../support/oracle.ts';
import { run } from './child.ts';

export interface Measurement {
  seconds: number;
  /** Null where GNU time is not installed. */
  peakMebibytes: number | null;
}

const GNU_TIME = findTool('time');

/** Null where the command failed. */
export async function measure(command: readonly string[]): Promise<Measurement | null> {
  const memoryFile = join(tmpdir(), `keepscope-bench-${process.pid}.memory`);
  const timed = GNU_TIME === null ? command : [GNU_TIME, '-f', '%M', '-o', memoryFile, ...command];
  const { status, seconds } = await run(timed);
  const peakMebibytes = GNU_TIME === null ? null : readPeak(memoryFile);
  return status === 0 ? { seconds, peakMebibytes } : null;
}

function readPeak(memoryFile: string): number | null {
  try {
    return Number(readFileSync(memoryFile, 'utf8').trim().split('\n').at(-1)) / 1024;
  } catch {
    return null;
  } finally {
    rmSync(memoryFile, { force: true });
  }
}
