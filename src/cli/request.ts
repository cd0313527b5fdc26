/** What yargs made of the arguments, as a request that is checked and typed. Throws usage errors. */
import { declaredLimit } from '../diagnosis/limit.ts';
import { MIDDLEBOXES } from '../diagnosis/middleboxes.ts';
import { KeepscopeError } from '../errors.ts';
import type { VerdictCode } from '../report/model.ts';
import { isSortKey } from '../report/ranking.ts';
import { checkSelection, type Selection } from '../report/selection.ts';
import { isVerdictCode, VERDICT_CODES } from '../report/verdict-severity.ts';
import { type Limits, MOST_THREADS } from '../sharding/limits.ts';
import { type FailOn, parseFailOn } from './fail-on.ts';
import { nearest } from './nearest.ts';
import { FORMATS, type Format } from './options.ts';

/** A run of `keepscope analyze`. */
export interface Request {
  captures: readonly string[];
  format: Format;
  selection: Selection;
  failOn: FailOn | null;
  /** As AnalyzeOptions has it; null: none is declared. */
  middlebox: string | null;
  /** Null: as many as suit. */
  threads: number | null;
  /** Those that were given; the others are the library's. */
  limits: Partial<Limits>;
}

/** Arguments by name, as yargs gives them. */
export type Arguments = Readonly<Record<string, unknown>>;

/** Events are told while the capture is read: nothing is known yet of what becomes of their connection. */
const NOT_FOR_EVENTS = ['verdict', 'since', 'until', 'top', 'sort', 'fail-on', 'middlebox'];

/** The request that the arguments make. */
export function requestOf(captures: readonly string[], given: Arguments): Request {
  const format = FORMATS.find((name) => name === single(given, 'format')) ?? 'table';
  const unfit = NOT_FOR_EVENTS.find((name) => given[name] !== undefined);
  if (format === 'events' && unfit !== undefined) {
    throw new KeepscopeError(
      'usage',
      `--${unfit} does not go with --format events`,
      'events can be chosen by --host, --port and --connection',
    );
  }
  const failOn = single(given, 'fail-on');
  return {
    captures,
    format,
    selection: selectionOf(given),
    failOn: failOn === null ? null : parseFailOn(failOn),
    middlebox: middleboxOf(single(given, 'middlebox')),
    threads: threadsOf(single(given, 'threads')),
    limits: limitsOf(given),
  };
}

function threadsOf(text: string | null): number | null {
  if (text === null) return null;
  const threads = wholeNumber('threads', text);
  if (threads >= 1 && threads <= MOST_THREADS) return threads;
  throw new KeepscopeError(
    'usage',
    `--threads: ${text} is too ${threads < 1 ? 'few' : 'many'}`,
    `1 to ${MOST_THREADS}`,
  );
}

/** A run has 127 probes at most (MAX_TCP_KEEPCNT, include/net/tcp.h): that half of those kept which comes last holds it. */
export const LEAST_PROBES = 256;

/** By option: the limit of the library, and the least that can be meant. */
const LIMIT_OPTIONS = {
  'max-connections': { limit: 'connections', least: 1 },
  'max-probes': { limit: 'exchanges', least: LEAST_PROBES },
  'max-entries': { limit: 'traceEntries', least: 1 },
} as const satisfies Record<string, { limit: keyof Limits; least: number }>;

function limitsOf(given: Arguments): Partial<Limits> {
  const limits: Partial<Limits> = {};
  for (const [option, { limit, least }] of Object.entries(LIMIT_OPTIONS)) {
    const text = single(given, option);
    if (text === null) continue;
    const most = wholeNumber(option, text);
    if (most < least)
      throw new KeepscopeError('usage', `--${option}: ${text} is too small`, `${least} at least`);
    limits[limit] = most;
  }
  return limits;
}

/** `--middlebox` as AnalyzeOptions has it. */
export function middleboxOf(text: string | null): string | null {
  if (text === null || declaredLimit(text) !== null) return text;
  const names = MIDDLEBOXES.map(({ name }) => name);
  const alike = names.filter((name) => name.includes(text.toLowerCase())).slice(0, 4);
  const guess = nearest(text.toLowerCase(), names);
  const guesses = alike.length > 0 ? alike : guess === null ? [] : [guess];
  throw new KeepscopeError(
    'usage',
    `--middlebox: "${text}" is neither a known middlebox nor a number of seconds`,
    guesses.length === 0 ? `known are ${names.join(', ')}` : `did you mean ${guesses.join(' or ')}?`,
  );
}

function selectionOf(given: Arguments): Selection {
  const sort = single(given, 'sort');
  const since = single(given, 'since');
  const until = single(given, 'until');
  const top = single(given, 'top');
  const selection: Selection = {
    hosts: list(given, 'host'),
    ports: list(given, 'port').map((text) => wholeNumber('port', text)),
    connections: list(given, 'connection').map((text) => wholeNumber('connection', text)),
    verdicts: list(given, 'verdict').map(verdictCode),
    ...(since === null ? {} : { since }),
    ...(until === null ? {} : { until }),
    ...(top === null ? {} : { top: wholeNumber('top', top) }),
    ...(sort === null || !isSortKey(sort) ? {} : { sort }),
  };
  checkSelection(selection);
  return selection;
}

function verdictCode(text: string): VerdictCode {
  if (isVerdictCode(text)) return text;
  const guess = nearest(text, VERDICT_CODES);
  throw new KeepscopeError(
    'usage',
    `--verdict: there is no verdict "${text}"`,
    guess === null ? `choose among ${VERDICT_CODES.join(', ')}` : `did you mean ${guess}?`,
  );
}

/** The number that the value of an option is. */
export function wholeNumber(name: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new KeepscopeError('usage', `--${name}: "${text}" is not a whole number`, 'give digits only');
}

/** The values of an option that may be repeated, or have commas. */
export function list(given: Arguments, name: string): string[] {
  const values = given[name];
  if (!Array.isArray(values)) return [];
  return values.flatMap((value) => String(value).split(',')).map((value) => value.trim());
}

/** The value of an option that is given at most once; null where it is not. */
export function single(given: Arguments, name: string): string | null {
  const value = given[name];
  if (value === undefined) return null;
  if (Array.isArray(value))
    throw new KeepscopeError('usage', `--${name} is given more than once`, 'give it once');
  return String(value);
}
