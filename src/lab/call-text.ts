/** A call and what it returned, as people read them. */
import type { CallEntry } from './journal.ts';

/** `recv`, `send 3 octets`, `getsockopt SO_ERROR`. */
export function callText({ call, detail }: CallEntry): string {
  return detail === '' ? call : `${call} ${detail}`;
}

/** `-1 ETIMEDOUT`, `0, end of file`, `1, readable`, or that it still waits. */
export function resultText({ call, detail, result, lostAt }: CallEntry): string {
  if (result === null) return lostAt === null ? 'still waits' : 'never returned';
  const { returned, errno, value } = result;
  if (errno !== null) return `${returned} ${errno}`;
  switch (call) {
    case 'recv':
      return returned === 0 ? '0, end of file' : String(returned);
    case 'accept4':
      return `${returned}, from ${value}`;
    case 'select':
      return returned === 0 ? '0, nothing yet' : `${returned}, ${detail}`;
    case 'getsockopt':
      return `${returned}, ${value}`;
    default:
      return String(returned);
  }
}
