/**
 * A file that is there as a whole or not at all: it is written aside, under a name of its own in the same folder, and
 * takes its name when it is complete. What is no ordinary file (a pipe, a device) is written as it is.
 */
import {
  closeSync,
  constants,
  fchmodSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { KeepscopeError } from '../errors.ts';

export interface ReportFile {
  /** Writes all pieces, and gives the file its name. */
  write(pieces: AsyncIterable<string | Uint8Array>): Promise<void>;
  /** Leaves nothing behind of a file that was not completed. */
  discard(): void;
}

/** Octets gathered before they are written. */
const GATHERED = 65_536;

/** Opens the file aside. Throws where that is not possible, or where a capture of `inputs` would be replaced. */
export function openReportFile(path: string, inputs: readonly string[]): ReportFile {
  const before = statOf(path);
  if (before?.isDirectory()) throw failure(path, 'it is a directory');
  const replaced = inputs.find((input) => input !== '-' && isSame(input, path));
  if (replaced !== undefined)
    throw new KeepscopeError(
      'usage',
      `${path} is a capture that is to be read`,
      'give the report another name',
    );
  if (before !== undefined && !before.isFile())
    return new OpenFile(path, path, open(path, path, constants.O_WRONLY));
  // A link stays one: what it points to is replaced.
  const target = before === undefined ? path : realpathSync(path);
  const aside = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  const descriptor = open(path, aside, flags);
  if (before !== undefined) fchmodSync(descriptor, before.mode & 0o777);
  return new OpenFile(path, target, descriptor, aside);
}

class OpenFile implements ReportFile {
  private readonly path: string;
  private readonly target: string;
  private readonly aside: string | null;
  private readonly leave: () => void;
  private descriptor: number | null;

  /** `path` is what the user calls it; `aside`: where it is written before it is `target`. */
  constructor(path: string, target: string, descriptor: number, aside: string | null = null) {
    this.path = path;
    this.target = target;
    this.descriptor = descriptor;
    this.aside = aside;
    // A second signal ends the program at once.
    this.leave = () => this.discard();
    process.once('exit', this.leave);
  }

  async write(pieces: AsyncIterable<string | Uint8Array>): Promise<void> {
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
    if (this.aside !== null) rmSync(this.aside, { force: true });
  }

  private append(octets: Uint8Array): void {
    if (this.descriptor === null) return;
    try {
      for (let written = 0; written < octets.length; )
        written += writeSync(this.descriptor, octets, written, octets.length - written);
    } catch (error) {
      throw failure(this.path, reasonOf(error), error);
    }
  }

  private complete(): void {
    if (this.descriptor === null) return;
    try {
      closeSync(this.descriptor);
      this.descriptor = null;
      if (this.aside !== null) renameSync(this.aside, this.target);
    } catch (error) {
      if (this.aside !== null) rmSync(this.aside, { force: true });
      throw failure(this.path, reasonOf(error), error);
    }
  }
}

function open(path: string, name: string, flags: number): number {
  try {
    return openSync(name, flags, 0o666);
  } catch (error) {
    throw failure(path, reasonOf(error), error);
  }
}

/** What is there; undefined where nothing is. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw failure(path, reasonOf(error), error);
  }
}

function isSame(input: string, output: string): boolean {
  const [first, second] = [input, output].map((path) => statSync(path, { throwIfNoEntry: false }));
  return (
    first !== undefined &&
    second !== undefined &&
    first.ino === second.ino &&
    first.dev === second.dev &&
    first.isFile()
  );
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left',
  ENAMETOOLONG: 'the name is too long',
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

function failure(path: string, reason: string, cause?: unknown): KeepscopeError {
  return new KeepscopeError('output-failed', `cannot write ${path}: ${reason}`, 'give -o another name', {
    cause,
  });
}
