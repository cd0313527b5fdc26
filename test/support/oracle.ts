/**
 * The independent readers that tests compare with, where they are installed. A test that needs one is skipped, with the
 * reason, where it is missing; under CI=true a missing one is an error, because a skipped comparison proves nothing.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What a test needs to know of a tool; `skip` goes into the options of `test` as it is. */
export interface Oracle {
  available: boolean;
  skip: false | string;
}

/** Says whether `tool` is installed. Throws under CI=true where it is not. */
export function oracle(tool: string): Oracle {
  if (findTool(tool) !== null) return { available: true, skip: false };
  if (process.env['CI'] === 'true')
    throw new Error(`${tool} is not installed, and CI=true wants every comparison`);
  return { available: false, skip: `${tool} is not installed` };
}

/** The path of an executable of that name in PATH; null where there is none. */
export function findTool(tool: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, tool)).find(isExecutable) ?? null;
}

/** One row for each frame of `file` that passes the display filter, with the named fields as tshark prints them. */
export function tsharkFields(file: string, fields: readonly string[], filter?: string): string[][] {
  const selection = filter === undefined ? [] : ['-Y', filter];
  const output = execFileSync(
    'tshark',
    ['-n', '-r', file, ...selection, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])],
    { encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const lines = output.split('\n');
  lines.pop();
  return lines.map((line) => line.split('\t'));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
