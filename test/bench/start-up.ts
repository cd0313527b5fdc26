/** What it costs to start: Node alone, keepscope without a capture, keepscope with the smallest one of the fixtures. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { interleave } from './competition.ts';
import { PROGRAM } from './contestants.ts';
import type { Row } from './table.ts';

export const NODE_ALONE = 'node -e 0';

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));

export function timeStartUp(runs: number): Promise<Row[]> {
  const smallest = smallestCapture();
  const commands: Record<string, readonly string[]> = {
    [NODE_ALONE]: ['-e', '0'],
    'keepscope --version': [PROGRAM, '--version'],
    [`keepscope fixtures/${smallest}`]: [PROGRAM, join(FIXTURES, smallest)],
  };
  const entries = Object.entries(commands).map(([name, parameters]) => ({
    row: { name, measurements: [], absence: null },
    command: [process.execPath, ...parameters],
  }));
  return interleave(entries, runs);
}

function smallestCapture(): string {
  const [smallest] = readdirSync(FIXTURES)
    .filter((name) => name.endsWith('.pcap'))
    .map((name) => ({ name, octets: statSync(join(FIXTURES, name)).size }))
    .sort((first, second) => first.octets - second.octets);
  if (smallest === undefined) throw new Error(`there is no capture in ${FIXTURES}`);
  return smallest.name;
}
