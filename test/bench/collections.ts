/**
 * How often V8 collects garbage while keepscope reads a capture, in all threads together: from the lines of --trace-gc,
 * in a run of its own that is not timed.
 */
import { outputOf } from './child.ts';
import type { Contestant } from './contestants.ts';

export interface Collections {
  count: number;
  /** Mark-Compact: of the whole heap. The others are scavenges of what is young. */
  major: number;
  milliseconds: number;
}

/** A line begins with process and isolate: [4711:0x2108ddc0]  65 ms: Scavenge 4.2 (4.5) -> 3.8 (5.5) MB, 1.10 / 0.01 ms */
const LINE = String.raw`\[[0-9]+:0x[0-9a-f]+\] +[0-9]+ ms: (Scavenge|Mark-Compact).* MB, [0-9.]+`;

/** `contestant` is keepscope in one of its forms. */
export async function collectionsOf(contestant: Contestant, file: string): Promise<Collections> {
  const [node = '', ...parameters] = contestant.command(file);
  const pipe = 'pattern=$0; "$@" | grep -aoE "$pattern" || true';
  return countCollections(await outputOf(['sh', '-c', pipe, LINE, node, '--trace-gc', ...parameters]));
}

/** From the lines that V8 writes, cut off behind the milliseconds. */
export function countCollections(lines: string): Collections {
  const each = lines.split('\n').filter((line) => line !== '');
  return {
    count: each.length,
    major: each.filter((line) => line.includes(' Mark-Compact ')).length,
    milliseconds: each.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0),
  };
}
