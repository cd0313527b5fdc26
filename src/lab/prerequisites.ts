/** What an experiment needs of the machine. What is missing is said before anything is made, in one line. */
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

import { KeepscopeError } from '../errors.ts';

/** The tools, with the Debian packages that hold them. */
const PACKAGES: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  nft: 'nftables',
  conntrack: 'conntrack',
  tcpdump: 'tcpdump',
};

/** Throws `lab-unavailable` where the lab cannot work. `searchPath` is the PATH of the process. */
export function checkPrerequisites(searchPath: string): void {
  if (process.platform !== 'linux') {
    throw unavailable(
      `it needs the kernel of Linux, and this is ${process.platform}`,
      'Run it on Linux, as root.',
    );
  }
  if (process.geteuid?.() !== 0) {
    throw unavailable(
      'only root may make network namespaces',
      'Run it with sudo, or as root in a container.',
    );
  }
  const folders = searchPath.split(delimiter).filter((folder) => folder !== '');
  const missing = Object.keys(PACKAGES).filter(
    (tool) => !folders.some((folder) => isProgram(join(folder, tool))),
  );
  if (missing.length > 0) {
    const packages = missing.map((tool) => PACKAGES[tool]).join(' ');
    throw unavailable(
      `${missing.join(', ')} not found`,
      `Install it, on Debian: apt-get install ${packages}`,
    );
  }
  if (!isInstalled('koffi')) throw unavailable('the package koffi is not installed', 'Run npm install koffi');
}

/** The error of a machine that lacks something. */
export function unavailable(what: string, remedy: string): KeepscopeError {
  return new KeepscopeError('lab-unavailable', `lab: ${what}`, remedy);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
