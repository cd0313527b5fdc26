/**
 * Runs a command once and says how long it took and how much memory it held at most. Wall time is taken around the
 * whole process, start-up included; memory comes from GNU time, which also counts the children of a shell.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findTool } from '../support/oracle.ts';

export interface Measurement {
  seconds: number;
  /** Null where GNU time is not installed. */
  peakMebibytes: number | null;
}

const GNU_TIME = findTool('time');

/** Null where the command failed. */
export function measure(command: readonly string[]): Measurement | null {
  const memoryFile = join(tmpdir(), `keepscope-bench-${process.pid}.memory`);
  const [program, ...parameters] =
    GNU_TIME === null ? command : [GNU_TIME, '-f', '%M', '-o', memoryFile, ...command];
  if (program === undefined) return null;
  const began = performance.now();
  const { status } = spawnSync(program, parameters, { stdio: 'ignore' });
  const seconds = (performance.now() - began) / 1000;
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
