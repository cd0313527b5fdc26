/** The files that `keepscope lab` is to keep, checked before the experiment, which takes its time. */
import { resolve } from 'node:path';

import { KeepscopeError } from '../errors.ts';
import type { Arguments } from './request.ts';
import { writtenFile } from './written-file.ts';

/** Where the capture and its truth are kept; null where they are not. */
export interface LabFiles {
  write: string | null;
  truth: string | null;
}

/** Throws usage errors. */
export function labFilesOf(given: Arguments): LabFiles {
  const [write, truth] = [writtenFile(given, 'write'), writtenFile(given, 'truth')];
  if (write !== null && truth !== null && resolve(write) === resolve(truth)) {
    throw new KeepscopeError(
      'usage',
      `--write and --truth are one file: ${truth}`,
      'give one of them another name',
    );
  }
  return { write, truth };
}
