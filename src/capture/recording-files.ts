/** The files of a recording, one after the other; where their number is bounded, the oldest of this run goes. */
import { access, constants, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

import { KeepscopeError } from '../errors.ts';
import { RecordingFault, RecordingFile } from './recording-file.ts';

/** Where a recorder's octets go. All of it throws RecordingFaults. */
export interface RecordingTarget {
  /** What follows belongs into this file. */
  begin(path: string): Promise<void>;
  /** Appends whole blocks. */
  write(blocks: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Files on a disk. */
export class RecordingFiles implements RecordingTarget {
  readonly #most: number | null;
  readonly #keepsOld: (path: string, reason: string) => void;
  readonly #kept: string[] = [];
  #file: RecordingFile | null = null;
  #prepared: string | null = null;

  /** `most`: files that are kept, or null for all; `keepsOld` is told of one that could not be removed. */
  constructor(most: number | null, keepsOld: (path: string, reason: string) => void) {
    this.#most = most;
    this.#keepsOld = keepsOld;
  }

  /** Makes the only file of a recording now, so that a name that cannot be had is refused before anything is captured. */
  async prepare(path: string): Promise<void> {
    try {
      this.#file = await RecordingFile.create(path);
      this.#prepared = path;
    } catch (error) {
      throw refusal(path, RecordingFault.of(error));
    }
  }

  /** The same for a recording whose files get their names later: its folder must be there. */
  async prepareFolder(path: string): Promise<void> {
    const folder = dirname(path);
    try {
      if (!(await stat(folder)).isDirectory()) throw new RecordingFault('ENOTDIR');
      await access(folder, constants.W_OK | constants.X_OK);
    } catch (error) {
      throw refusal(path, RecordingFault.of(error));
    }
  }

  async begin(path: string): Promise<void> {
    if (path === this.#prepared) return;
    await this.close();
    // Before the new one is made: there are never more, and a disk that is just large enough is.
    if (this.#most !== null) while (this.#kept.length >= this.#most) await this.#removeOldest();
    this.#file = await RecordingFile.create(path);
    this.#kept.push(path);
  }

  async write(blocks: Uint8Array): Promise<void> {
    await this.#file?.write(blocks);
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }

  async #removeOldest(): Promise<void> {
    const oldest = this.#kept.shift();
    if (oldest === undefined) return;
    try {
      await unlink(oldest);
    } catch (error) {
      const { reason } = RecordingFault.of(error);
      // Somebody else has moved it away to keep it, or removed it: that is what was wanted.
      if (reason !== 'ENOENT') this.#keepsOld(oldest, reason);
    }
  }
}

function refusal(path: string, fault: RecordingFault): KeepscopeError {
  const [why, remedy] = REFUSALS[fault.reason] ?? [
    `cannot be written (${fault.reason})`,
    'Give another file.',
  ];
  return new KeepscopeError('output-failed', `--write ${path}: ${why}`, remedy, { cause: fault });
}

const REFUSALS: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  EEXIST: ['there is such a file, and it is not empty', 'Remove it, or give another name.'],
  EISDIR: ['is a directory', 'Give the name of a file in it.'],
  'not-a-file': ['is a pipe or a socket', 'Give a file.'],
  ENOENT: ['there is no such directory', 'Make it, or give another one.'],
  ENOTDIR: ['a part of it is a file, not a directory', 'Check the path.'],
  EACCES: ['permission denied', 'Give a file in a directory that you may write to.'],
  EPERM: ['permission denied', 'Give a file in a directory that you may write to.'],
  EROFS: ['the file system is read-only', 'Give a file on another one.'],
  ENOSPC: ['the disk is full', 'Make room, or give a file on another disk.'],
  EDQUOT: ['the quota is used up', 'Make room, or give a file on another disk.'],
};
