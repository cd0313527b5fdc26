/**
 * tcpdump. It writes classic pcap with stamps of ns, every frame at once, and tells its counters on standard error: at
 * the end, and whenever it gets SIGUSR1.
 */
import type { Engine } from './engine.ts';

/**
 * -U and --immediate-mode: every frame at once. -B in KiB: 8 MiB, because --immediate-mode gives each frame a slot of
 * the snaplen, and the default of 2 MiB holds few. -n: it looks up nothing.
 */
const OPTIONS = '-n -U --immediate-mode -B 8192 --time-stamp-precision=nano'.split(' ');

export const tcpdumpEngine: Engine = {
  name: 'tcpdump',
  endsWithStdin: false,
  // On systems that have SIGINFO, SIGUSR1 would end it.
  countersSignal: process.platform === 'linux' ? 'SIGUSR1' : null,
  command(program, { interface: name, filter, snaplen }) {
    const wanted = filter === '' ? [] : [filter];
    return [program, ...OPTIONS, '-i', name, '-s', String(snaplen), '-w', '-', '--', ...wanted];
  },
  kernelDrops(line) {
    const count = /(\d+) packets? dropped by kernel/.exec(line)?.[1];
    return count === undefined ? null : Number(count);
  },
  ownDrops: () => null,
};
