/**
 * The addon `cap` (libpcap), in a child of its own: cap-child.ts says why. It stamps frames when it gets them, and has
 * no counter of what the kernel dropped.
 */
import { fileURLToPath } from 'node:url';

import { INSTALLATION } from '../../installation.ts';
import type { Engine } from './engine.ts';

/** The child runs built, without a loader. */
export const CAP_CHILD: string = fileURLToPath(new URL('dist/capture/live/cap-child.js', INSTALLATION));

/** It aborts when the interface goes: no core file of that is wanted where the user happens to be. */
const WITHOUT_CORE = 'ulimit -c 0; exec "$@"';

export const capEngine: Engine = {
  name: 'cap',
  endsWithStdin: true,
  countersSignal: null,
  command(program, wish) {
    const command: [string, ...string[]] = [program, CAP_CHILD, JSON.stringify(wish)];
    return process.platform === 'win32' ? command : ['/bin/sh', '-c', WITHOUT_CORE, 'sh', ...command];
  },
  kernelDrops: () => null,
  ownDrops(line) {
    const count = /^cap: (\d+) frames dropped/.exec(line)?.[1];
    return count === undefined ? null : Number(count);
  },
};
