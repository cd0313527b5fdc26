/**
 * dumpcap of Wireshark. It writes pcapng with stamps of ns, and statistics as the last block: the reader takes the
 * drops from there, so that they are known when it has ended. Frames come in steps of up to 250 ms, its read timeout
 * (dumpcap.c, CAP_READ_TIMEOUT), for which it has no option; their stamps are the kernel's.
 */
import type { Engine } from './engine.ts';

export const dumpcapEngine: Engine = {
  name: 'dumpcap',
  endsWithStdin: false,
  countersSignal: null,
  command(program, { interface: name, filter, snaplen }) {
    const wanted = filter === '' ? [] : ['-f', filter];
    // -q: no running count on standard error. -B: MiB.
    return [program, '-q', '-i', name, '-B', '8', '-s', String(snaplen), ...wanted, '-w', '-'];
  },
  kernelDrops: () => null,
  ownDrops: () => null,
};
