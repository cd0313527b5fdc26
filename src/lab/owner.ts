/**
 * Who made a namespace or a folder of the lab, as part of its name: `keepscope-PID-START-NUMBER-HOST`. A process is told
 * from a later one with the same id by its start time, so that what a killed run left is known for certain.
 */
import { readFileSync } from 'node:fs';

const NAME = /^keepscope-(\d+)-(\d+)-\d+-[\w-]+$/;

let experiments = 0;

/** The beginning of the names of one experiment of this process; the next call gives another. */
export function uniquePrefix(): string {
  experiments += 1;
  return `keepscope-${process.pid}-${startOf(process.pid) ?? 0}-${experiments}-`;
}

/** Whether the name is one of the lab's whose owner no longer runs. Names of others are never abandoned. */
export function isAbandoned(name: string): boolean {
  const [, pid, start] = NAME.exec(name) ?? [];
  return pid !== undefined && startOf(Number(pid)) !== start;
}

/** Clock ticks from the boot to the start of the process: field 22 of /proc/PID/stat (proc(5)); null where there is none. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 2 is the program's name in parentheses, and may hold spaces and parentheses.
    const fromThird = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fromThird[22 - 3] ?? null;
  } catch {
    return null;
  }
}
