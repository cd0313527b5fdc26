/** Why a file cannot be written, as one line that says what to do. */
import { KeepscopeError } from '../errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left',
  EDQUOT: 'the quota is used up',
  EIO: 'writing failed (EIO)',
  EPIPE: 'its reader went away',
  ELOOP: 'it is a link to itself',
  ENAMETOOLONG: 'the name is too long',
};

/** The error for what the system said of `path`, or for a reason of ours. */
export function writeFailure(path: string, cause: unknown): KeepscopeError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const reason = REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new KeepscopeError('output-failed', `cannot write ${path}: ${reason}`, 'give another name', {
    cause,
  });
}
