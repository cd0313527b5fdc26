/**
 * What the user named to a source of octets, or to an error that says what is wrong with the name. A regular file can
 * be opened again and again; a pipe, a device and standard input give their octets once.
 */
import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';

import { KeepscopeError } from '../errors.ts';
import type { BlockMemory } from './block-memory.ts';
import { ChunkSource, FileSource, type OctetSource } from './octet-source.ts';
import { openPipe } from './pipe-source.ts';
import { ReadAheadSource } from './read-ahead.ts';
import { systemPath } from './system-path.ts';

/** An input that exists, not opened yet. */
export interface Input {
  /** As the user wrote it. */
  path: string;
  /** For messages: the path on one line, or `standard input`. */
  name: string;
  /** True where open() gives the octets from the beginning each time. */
  isRegularFile: boolean;
  open: () => OctetSource;
}

/** Where standard input comes from, what ends the reading of a stream, and where blocks of files are put. */
export interface Streams {
  stdin?: AsyncIterable<Uint8Array>;
  signal?: AbortSignal;
  memory?: BlockMemory;
}

/** Finds out what `path` is; `-` is `stdin`. */
export async function findInput(path: string, { stdin, signal, memory }: Streams): Promise<Input> {
  const name = nameOf(path);
  if (path === '-') return standardInput(name, stdin);
  const file = systemPath(path);
  let stats: Stats;
  try {
    stats = await stat(file);
  } catch (cause) {
    throw unreadable(name, cause);
  }
  if (stats.isDirectory()) {
    throw new KeepscopeError(
      'unreadable-input',
      `${name} is a directory`,
      `Name the captures in it, such as ${name.replace(/\/$/, '')}/*.pcap`,
    );
  }
  if (stats.isFIFO()) return { path, name, isRegularFile: false, open: () => openPipe(file, signal) };
  if (!stats.isFile()) return { path, name, isRegularFile: false, open: () => new FileSource(file, null) };
  const open = (): OctetSource => new ReadAheadSource(new FileSource(file, stats.size), memory);
  return { path, name, isRegularFile: true, open };
}

/** The error for an input that cannot be read, with the reason that the system gives. */
export function unreadable(name: string, cause: unknown): KeepscopeError {
  const code = cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;
  const [reason, remedy] = REASONS[code ?? ''] ?? [`cannot be read (${code ?? 'unknown error'})`, CHECK];
  return new KeepscopeError('unreadable-input', `${name}: ${reason}`, remedy, { cause });
}

const CHECK = 'Check that the path is right and the file can be read.';

/** By errno: what it means, and what to do. */
const REASONS: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  ENOENT: ['no such file', 'Check the path: relative paths begin at the current directory.'],
  ENOTDIR: ['no such file', 'Check the path: a part of it is a file, not a directory.'],
  EACCES: ['permission denied', 'Run keepscope as a user who may read it, or change its permissions.'],
  EPERM: ['permission denied', 'Run keepscope as a user who may read it, or change its permissions.'],
  EISDIR: ['is a directory', 'Name the captures in it.'],
  ENXIO: ['is a socket, or a device that is not there', 'For standard input write -.'],
  EIO: ['reading failed (EIO)', 'Copy the file to another disk and try again.'],
};

function standardInput(name: string, stdin: AsyncIterable<Uint8Array> | undefined): Input {
  if (stdin === undefined) {
    throw new KeepscopeError('usage', 'standard input is not there to read', 'Name a capture file.');
  }
  return { path: '-', name, isRegularFile: false, open: () => new ChunkSource(stdin) };
}

/** A path may hold anything, line ends, terminal controls and broken UTF-8 too. */
function nameOf(path: string): string {
  if (path === '-') return 'standard input';
  return path.replace(/\p{C}/gu, (character) =>
    Buffer.from(systemPath(character)).toString('hex').toUpperCase().replace(/../g, '%$&'),
  );
}
