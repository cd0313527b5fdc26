/** Takes away what the lab made: its own at the end, and at the next start what a killed run left. */
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { isAbandoned } from './owner.ts';
import { reasonOf, run } from './system.ts';

/** Where `ip netns` keeps the names of namespaces (ip-netns(8)). */
const NAMESPACES = '/run/netns';

/**
 * Removes namespaces, the processes in them, and folders whose owner no longer runs. Others are left alone. What cannot be
 * removed harms no other experiment: it is told in a line.
 */
export async function sweep(say: (line: string) => void): Promise<void> {
  const attempt = async (removal: Promise<void>): Promise<void> => {
    await removal.catch((error: unknown) => say(`of an earlier run something stays: ${reasonOf(error)}`));
  };
  for (const name of await namesIn(NAMESPACES)) if (isAbandoned(name)) await attempt(removeNamespace(name));
  for (const name of await namesIn(tmpdir())) {
    if (isAbandoned(name)) await attempt(rm(join(tmpdir(), name), { recursive: true, force: true }));
  }
}

/**
 * Kills every process in the namespace, and only there, and removes it. What is gone already is no failure; throws
 * `lab-failed` where it stays.
 */
export async function removeNamespace(name: string): Promise<void> {
  const processes = await run('ip', ['netns', 'pids', name]).catch(() => '');
  for (const pid of processes.split('\n').map(Number)) if (pid > 1) kill(pid);
  try {
    await run('ip', ['netns', 'delete', name]);
  } catch (error) {
    // Another sweep at the same time may have been faster.
    if ((await namesIn(NAMESPACES)).includes(name)) throw error;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    // Nobody ever made a namespace here.
    return [];
  }
}
