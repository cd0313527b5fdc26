/**
 * The arguments of the program as they were given. Node makes text of them, and of a file name that is no UTF-8 there is
 * then no way back to the file; Linux still has the octets.
 */
import { readFileSync } from 'node:fs';

import { pathOfOctets } from '../capture/system-path.ts';

/** U+FFFD stands where octets were no UTF-8. */
const LOST = '\ufffd';

/** The arguments, in which octets that are no UTF-8 are as pathOfOctets() has them. */
export function givenArguments(args: readonly string[], commandLine: () => Uint8Array): string[] {
  if (!args.some((word) => word.includes(LOST))) return [...args];
  try {
    const octets = commandLine();
    // Each word ends with a NUL; Node's own options and the script come first.
    const words = Buffer.from(octets).toString('latin1').split('\0').slice(0, -1);
    const own = words
      .slice(words.length - args.length)
      .map((word) => pathOfOctets(Buffer.from(word, 'latin1')));
    const isTheSame = own.length === args.length && own.every((word, at) => isAlike(word, args[at] ?? ''));
    return isTheSame ? own : [...args];
  } catch {
    // Not Linux: what cannot be found is said as of any other name.
    return [...args];
  }
}

/** The command line of this process (proc_pid_cmdline(5)). */
export function ownCommandLine(): Uint8Array {
  return readFileSync('/proc/self/cmdline');
}

function isAlike(own: string, given: string): boolean {
  return own === given || given.includes(LOST);
}
