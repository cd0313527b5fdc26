/**
 * Who reads the capture in the benchmark, and with which command. tcpdump, which only copies, is the measure that all are
 * related to; `cat | wc` is what the machine can do at best; tcptrace and tshark analyze, and pcap-parser hands over frame
 * by frame: they are too slow for large captures, but the headline.
 */
import { fileURLToPath } from 'node:url';

import { findTool } from '../support/oracle.ts';
import { type Case, HEADLINE, type Heat } from './cases.ts';
import type { Format } from './generate.ts';

export interface Contestant {
  name: string;
  command(file: string): string[];
  /** What has to be installed for it, beside Node. */
  tools?: readonly string[];
  /** What it cannot read. */
  unable?: readonly Format[];
}

export const PROGRAM: string = fileURLToPath(new URL('../../bin/keepscope.js', import.meta.url));
const PCAP_PARSER = fileURLToPath(new URL('pcap-parser-count.mjs', import.meta.url));

export const REFERENCE = 'tcpdump';

/** As people start it: on a large capture it takes one thread less than there are cores. */
export const KEEPSCOPE: Contestant = keepscope();

/** The table as people get it, with one thread, and with two. */
const THREADS: readonly Contestant[] = [KEEPSCOPE, keepscope('--threads', '1'), keepscope('--threads', '2')];
const OUTPUTS: readonly Contestant[] = [keepscope('--format', 'json'), keepscope('--format', 'events')];
export const FORMS: readonly Contestant[] = [...THREADS, ...OUTPUTS];

/** tcpdump reads no compressed capture: it gets what gzip says, as people do it. */
const TCPDUMP: Contestant = {
  name: REFERENCE,
  tools: ['tcpdump', 'gzip'],
  command: (file) =>
    file.endsWith('.gz')
      ? ['sh', '-c', 'gzip -dc "$0" | tcpdump -r - -w /dev/null', file]
      : ['tcpdump', '-r', file, '-w', '/dev/null'],
};
const CAT: Contestant = { name: 'cat | wc -c', command: (file) => ['sh', '-c', 'cat "$0" | wc -c', file] };
const PARSER: Contestant = {
  name: 'pcap-parser',
  command: (file) => [process.execPath, '--no-deprecation', PCAP_PARSER, file],
  unable: ['pcapng', 'gzip'],
};

/** These follow every connection; tshark is asked for what keepscope finds: the keepalive probes. */
const ANALYZERS: readonly Contestant[] = [
  { name: 'tcptrace', tools: ['tcptrace'], command: (file) => ['tcptrace', '-n', '-l', file] },
  {
    name: 'tshark',
    tools: ['tshark'],
    command: (file) => ['tshark', '-n', '-q', '-r', file, '-z', 'io,stat,0,tcp.analysis.keep_alive'],
  },
];

/** Who takes part, keepscope first. The headline is read by pcap-parser in full. */
export function contestantsOf(one: Case, heat: Heat): Contestant[] {
  const parser = heat.thorough || one.name === HEADLINE ? [PARSER] : [];
  return [...formsOf(one, heat), TCPDUMP, CAT, ...parser, ...(heat.thorough ? ANALYZERS : [])];
}

/** What keepscope is timed with: beside the slow ones, only as people start it. */
export function formsOf({ everyOutput }: Case, { fast }: Heat): readonly Contestant[] {
  if (!fast) return [KEEPSCOPE];
  return everyOutput ? FORMS : THREADS;
}

/** Why a contestant cannot take part; null where it can. */
export function absenceOf({ tools = [], unable = [] }: Contestant, format: Format): string | null {
  const missing = tools.filter((tool) => findTool(tool) === null);
  if (missing.length > 0) return `${missing.join(', ')} not installed`;
  return unable.includes(format) ? `does not read ${format}` : null;
}

function keepscope(...options: string[]): Contestant {
  return {
    name: ['keepscope', ...options].join(' '),
    command: (file) => [process.execPath, PROGRAM, file, ...options],
  };
}
