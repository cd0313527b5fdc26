/** A file that an option names, to be written beside the report. */
import { KeepscopeError } from '../errors.ts';
import { type Arguments, single } from './request.ts';

/** Its path; null where the option is not given. Throws a usage error for what is no file of its own. */
export function writtenFile(given: Arguments, name: string): string | null {
  const path = single(given, name);
  if (path === '-') {
    throw new KeepscopeError(
      'usage',
      `--${name} - is not possible: standard output is for the report`,
      'give a file; ./- is one of that name',
    );
  }
  if (path?.trim() === '')
    throw new KeepscopeError('usage', `--${name}: the name of the file is empty`, 'give a file');
  return path;
}
