/** The files that `keepscope lab` is to keep, checked before the experiment, which takes its time. */
import { resolve } from 'node:path';

import { KeepscopeError } from '../errors.ts';
import { type Arguments, single } from './request.ts';

/** Where the capture and its truth are kept; null where they are not. */
export interface LabFiles {
  write: string | null;
  truth: string | null;
}

/** Throws usage errors. */
export function labFilesOf(given: Arguments): LabFiles {
  const [write, truth] = [fileOf('write', given), fileOf('truth', given)];
  if (write !== null && truth !== null && resolve(write) === resolve(truth)) {
    throw usage(`--write and --truth are one file: ${truth}`, 'give one of them another name');
  }
  return { write, truth };
}

function fileOf(name: string, given: Arguments): string | null {
  const path = single(given, name);
  if (path === '-') {
    throw usage(
      `--${name} - is not possible: standard output is for the report`,
      'give a file; ./- is one of that name',
    );
  }
  if (path?.trim() === '') throw usage(`--${name}: the name of the file is empty`, 'give a file');
  return path;
}

function usage(message: string, remedy: string): KeepscopeError {
  return new KeepscopeError('usage', message, remedy);
}
