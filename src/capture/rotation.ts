/**
 * When a recording goes on in a new file, and what the files are called: `FILE_00001_20261121T054500Z.pcapng`, much as those
 * of dumpcap (ringbuffer.c). The number keeps the order by name, and files of one second apart; the time is
 * that of the file's first frame in UTC, so that the file of an incident is found without opening any.
 */
import { join, parse } from 'node:path';

/** Bounds of a file, and of their number; null is no bound. */
export interface Rotation {
  octets: number | null;
  /** Of the capture's time, from the file's first frame. */
  seconds: number | null;
  /** Files that are kept; older ones are removed. */
  files: number | null;
}

/** Whether there is more than one file. */
export function isRotating({ octets, seconds }: Rotation): boolean {
  return octets !== null || seconds !== null;
}

/** The name of file `number`, counted from 1, whose first frame is at `moment` (nanoseconds since 1970). */
export function rotatedPath(path: string, number: number, moment: bigint): string {
  const { dir, name, ext } = parse(path);
  const time = new Date(Number(moment / 1_000_000n)).toISOString().replace(/\.\d+|[-:]/g, '');
  return join(dir, `${name}_${String(number).padStart(5, '0')}_${time}${ext || '.pcapng'}`);
}
