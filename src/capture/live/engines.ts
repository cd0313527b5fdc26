/** Which engines this machine has. */
import { spawn } from 'node:child_process';

import { CAP_CHILD, capEngine } from './cap.ts';
import { dumpcapEngine } from './dumpcap.ts';
import type { Engine } from './engine.ts';
import { noEngine, notAllowed } from './failures.ts';
import { findProgram } from './find-program.ts';
import { ENGINE_NAMES, type EngineName } from './notice.ts';
import { tcpdumpEngine } from './tcpdump.ts';

/** What the user may ask for. */
export type EngineChoice = 'auto' | EngineName;

/** An engine that can be started. */
export interface InstalledEngine {
  engine: Engine;
  /** Path of the program. */
  program: string;
}

const ENGINES: Readonly<Record<EngineName, Engine>> = {
  cap: capEngine,
  dumpcap: dumpcapEngine,
  tcpdump: tcpdumpEngine,
};

/**
 * The engines to try, best first: the one that was chosen, or for `auto` all that are installed. Throws
 * `live-unavailable` where there is none, or none that this user may run. `searchPath` is the PATH of the process.
 */
export async function installedEngines(
  choice: EngineChoice,
  searchPath: string,
): Promise<readonly InstalledEngine[]> {
  const names = choice === 'auto' ? ENGINE_NAMES : [choice];
  const installed: InstalledEngine[] = [];
  let forbidden: string | null = null;
  for (const name of names) {
    const found = name === 'cap' ? await findCap() : findProgram(name, searchPath);
    if (found?.isAllowed === false) forbidden ??= found.path;
    else if (found !== null) installed.push({ engine: ENGINES[name], program: found.path });
  }
  if (installed.length > 0) return installed;
  throw forbidden === null ? noEngine(choice) : notAllowed(forbidden, 'this user may not run it');
}

/** The addon loads only where it was compiled for this Node and libpcap is there: a child finds out. */
function findCap(): Promise<{ path: string; isAllowed: true } | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CAP_CHILD, '--check'], { stdio: 'ignore', windowsHide: true });
    child.on('error', () => resolve(null));
    child.on('exit', (status) => resolve(status === 0 ? { path: process.execPath, isAllowed: true } : null));
  });
}
