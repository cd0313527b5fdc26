/** What the functions of analyze.ts can be told. */
import { declaredLimit, type Limit } from './diagnosis/limit.ts';
import { KeepscopeError } from './errors.ts';
import { checkSelection, type Selection } from './report/selection.ts';
import { checkLimits, type Limits, MOST_THREADS } from './sharding/limits.ts';

/** How far reading is; octets as they lie in the file, compressed or not. */
export interface Progress {
  octetsRead: number;
  /** Null where a stream is read: its end is not known. */
  octetsTotal: number | null;
  frames: number;
}

export interface AnalyzeOptions {
  /** Ends reading soon, within 12 MB: what was read until then is reported (Examination.interrupted). */
  signal?: AbortSignal;
  /** Called after each block of at most about 1.5 MiB. */
  onProgress?: (progress: Progress) => void;
  /** Which connections the report lists, and of which events are given. The summary is over all. */
  selection?: Selection;
  /** Where `-` reads from. */
  stdin?: AsyncIterable<Uint8Array>;
  /** Called after a text was read in which lines were not understood: the first ones, and how many there are. */
  onStrangeLines?: (path: string, lines: readonly { line: number; text: string }[], count: number) => void;
  /** Records traces for Examination.trace(): of the connections that the selection's numbers, hosts and ports allow. */
  trace?: boolean;
  limits?: Partial<Limits>;
  /**
   * The idle timeout on the path, which keepalive settings are measured against: the name of a known middlebox, such as
   * `aws-nlb`, or seconds as text.
   */
  middlebox?: string;
  /**
   * Threads to share the work, 1 to 64; the report does not depend on it, unless a limit over all connections
   * is reached. Unless given: as many as there are cores for
   * large files, eight at most, and one for small ones and for streams.
   */
  threads?: number;
}

/** Throws a usage error for the first option that cannot be meant. */
export function checkOptions({ selection, limits = {}, threads = 1 }: AnalyzeOptions): void {
  if (selection !== undefined) checkSelection(selection);
  checkLimits(limits);
  if (Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS) return;
  throw new KeepscopeError(
    'usage',
    `threads: ${threads} is no number of threads`,
    `Give a whole number from 1 to ${MOST_THREADS}.`,
  );
}

/** The idle timeout that was declared; null: none was. Throws a usage error where no such middlebox is known. */
export function limitOf({ middlebox }: AnalyzeOptions): Limit | null {
  if (middlebox === undefined) return null;
  const limit = declaredLimit(middlebox);
  if (limit !== null) return limit;
  throw new KeepscopeError(
    'usage',
    `no middlebox is known as "${middlebox}"`,
    'Give a known name, or seconds.',
  );
}
