/**
 * A file that is there as a whole or not at all: it is written aside, under a name of its own in the same folder, and
 * takes its name when it is complete.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { pathOfOctets, systemPath } from '../capture/system-path.ts';
import { refuseInput } from './same-file.ts';
import { SpecialFile } from './special-file.ts';
import { writeFailure } from './write-failure.ts';

/** What is written, one after the other. */
export type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

export interface WholeFile {
  /** Writes all pieces, and gives the file its name. */
  write(pieces: Pieces): Promise<void>;
  /** Leaves nothing behind of a file that was not completed. */
  discard(): void;
}

/** Octets gathered before they are written. */
const GATHERED = 65_536;

/**
 * Opens the file aside. Throws where that is not possible, or where a capture of `inputs` would be replaced. `mode`: of a
 * file that is not there yet, before the umask.
 */
export function openWholeFile(path: string, inputs: readonly string[], mode = 0o666): WholeFile {
  const before = statOf(path);
  if (before?.isDirectory()) throw writeFailure(path, 'it is a directory');
  if (before !== undefined) refuseInput(inputs, before, path);
  if (before !== undefined && !before.isFile()) return new SpecialFile(path);
  const target = before === undefined ? endOfLinks(path) : realPath(path);
  // Nobody else's name: not that of a process in another container, nor one that a process left which was killed.
  const aside = join(dirname(target), `.keepscope-${randomBytes(8).toString('hex')}.part`);
  const descriptor = create(path, aside, mode);
  const file = new AsideFile(path, target, aside, descriptor);
  if (before !== undefined) fchmodSync(descriptor, before.mode & 0o777);
  return file;
}

class AsideFile implements WholeFile {
  private readonly path: string;
  private readonly target: string;
  private readonly aside: string;
  private readonly leave: () => void;
  private descriptor: number | null;

  /** `path` is what the user calls it; `aside`: where it is written before it is `target`. */
  constructor(path: string, target: string, aside: string, descriptor: number) {
    this.path = path;
    this.target = target;
    this.descriptor = descriptor;
    this.aside = aside;
    // A second signal ends the program at once.
    this.leave = () => this.discard();
    process.once('exit', this.leave);
  }

  async write(pieces: Pieces): Promise<void> {
    let gathered: Uint8Array[] = [];
    let length = 0;
    for await (const piece of pieces) {
      const octets = typeof piece === 'string' ? Buffer.from(piece) : piece;
      gathered.push(octets);
      length += octets.length;
      if (length < GATHERED) continue;
      this.append(Buffer.concat(gathered));
      gathered = [];
      length = 0;
      // Without a turn of the event loop no signal would be seen.
      await nextTurn();
    }
    this.append(Buffer.concat(gathered));
    this.complete();
  }

  discard(): void {
    process.off('exit', this.leave);
    if (this.descriptor === null) return;
    closeSync(this.descriptor);
    this.descriptor = null;
    rmSync(systemPath(this.aside), { force: true });
  }

  private append(octets: Uint8Array): void {
    if (this.descriptor === null) return;
    try {
      for (let written = 0; written < octets.length; )
        written += writeSync(this.descriptor, octets, written, octets.length - written);
    } catch (error) {
      throw writeFailure(this.path, error);
    }
  }

  private complete(): void {
    if (this.descriptor === null) return;
    try {
      // Otherwise a power cut could leave the name with nothing under it (rename(2) orders names, not contents).
      fsyncSync(this.descriptor);
      closeSync(this.descriptor);
      this.descriptor = null;
      renameSync(systemPath(this.aside), systemPath(this.target));
    } catch (error) {
      rmSync(systemPath(this.aside), { force: true });
      throw writeFailure(this.path, error);
    }
  }
}

function create(path: string, aside: string, mode: number): number {
  try {
    return openSync(systemPath(aside), constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode);
  } catch (error) {
    throw writeFailure(path, error);
  }
}

/** What is there; undefined where nothing is. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(systemPath(path), { throwIfNoEntry: false });
  } catch (error) {
    throw writeFailure(path, error);
  }
}

/** A link stays one: what it points to is replaced. */
function realPath(path: string): string {
  try {
    return pathOfOctets(realpathSync(systemPath(path), { encoding: 'buffer' }));
  } catch (error) {
    throw writeFailure(path, error);
  }
}

/** What a link stands for that points to nothing yet, or any other path as it is. */
function endOfLinks(path: string): string {
  try {
    const link = pathOfOctets(readlinkSync(systemPath(path), { encoding: 'buffer' }));
    return endOfLinks(resolve(realPath(dirname(path)), link));
  } catch {
    return path;
  }
}
