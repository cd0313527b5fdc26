/** Whether what is read is what is written to: nothing good comes of a capture that grows by its own report. */
import { fstatSync, type Stats, statSync } from 'node:fs';

import { systemPath } from '../capture/system-path.ts';
import { KeepscopeError } from '../errors.ts';

/** Throws where one of the inputs is the file `output`, which the user calls `name`. */
export function refuseInput(inputs: readonly string[], output: Stats, name: string): void {
  if (!output.isFile() || !inputs.some((input) => isSame(input, output))) return;
  throw new KeepscopeError(
    'usage',
    `${name} is a capture that is to be read`,
    'give the report another name',
  );
}

function isSame(input: string, output: Stats): boolean {
  try {
    const read = input === '-' ? fstatSync(0) : statSync(systemPath(input));
    return read.ino === output.ino && read.dev === output.dev;
  } catch {
    // What cannot be looked at is said when it is read.
    return false;
  }
}
