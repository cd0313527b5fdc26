/**
 * Who reads the capture in the benchmark, and with which command. tcpdump, which only copies, is the measure that all are
 * related to; `cat | wc` is what the machine can do at best; tcptrace and tshark analyze, and are too slow for the large file.
 */
import { fileURLToPath } from 'node:url';

import { findTool } from '../support/oracle.ts';

export interface Contestant {
  name: string;
  command(file: string): string[];
}

const PROGRAM = fileURLToPath(new URL('../../bin/keepscope.js', import.meta.url));
const PCAP_PARSER = fileURLToPath(new URL('pcap-parser-count.mjs', import.meta.url));

export const REFERENCE = 'tcpdump';

const KEEPSCOPE: Contestant = { name: 'keepscope', command: (file) => [process.execPath, PROGRAM, file] };
const TCPDUMP: Contestant = {
  name: REFERENCE,
  command: (file) => ['tcpdump', '-r', file, '-w', '/dev/null'],
};

/** These read the file as fast as they can be told to. */
export const FAST: readonly Contestant[] = [
  KEEPSCOPE,
  TCPDUMP,
  { name: 'pcap-parser', command: (file) => [process.execPath, '--no-deprecation', PCAP_PARSER, file] },
  { name: 'cat | wc -c', command: (file) => ['sh', '-c', 'cat "$0" | wc -c', file] },
];

/** These follow every connection; tshark is asked for what keepscope finds: the keepalive probes. */
const ANALYZERS: readonly Contestant[] = [
  { name: 'tcptrace', command: (file) => ['tcptrace', '-n', '-l', file] },
  {
    name: 'tshark',
    command: (file) => ['tshark', '-n', '-q', '-r', file, '-z', 'io,stat,0,tcp.analysis.keep_alive'],
  },
];

/** The analyzers, with keepscope and the reference on the same file. */
export const THOROUGH: readonly Contestant[] = [KEEPSCOPE, TCPDUMP, ...ANALYZERS];
export const ALL: readonly Contestant[] = [...FAST, ...ANALYZERS];

export function isInstalled(contestant: Contestant): boolean {
  const [program] = contestant.command('');
  return program === process.execPath || (program !== undefined && findTool(program) !== null);
}
