/** What yargs made of the arguments of `keepscope advise`, as a request that is checked and typed. Throws usage errors. */
import type { Question } from '../advice/advice.ts';
import { SNIPPETS, snippetOf } from '../advice/snippets/catalogue.ts';
import type { Snippet } from '../advice/snippets/snippet.ts';
import { type KeepaliveSettings, TICK_RATES, type TickRates } from '../advice/timing.ts';
import { declaredLimit, type Limit } from '../diagnosis/limit.ts';
import { KeepscopeError } from '../errors.ts';
import { SECOND } from '../tracking/time.ts';
import { ADVICE_FORMATS, type AdviceFormat } from './advise-options.ts';
import { nearest } from './nearest.ts';
import { type Arguments, list, middleboxOf, single } from './request.ts';

/** A run of `keepscope advise`: what to look at, and what for. */
export interface AdviseRequest {
  format: AdviceFormat;
  question: Question;
  /** It need not be that of this machine. */
  isKernelNamed: boolean;
  /** What the library takes as `middlebox`; null: none is declared. */
  middlebox: string | null;
  subject:
    | { kind: 'recommendation' }
    | { kind: 'check'; settings: KeepaliveSettings }
    | { kind: 'capture'; captures: readonly string[] }
    | { kind: 'host' };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400 };
/** CONFIG_HZ of any architecture. */
const LEAST_RATE = 24;
const MOST_RATE = 1200;
/** Longest duration that can be meant, s: 30 days. */
const LONGEST = 30 * 86_400;
const MOST_COUNT = 1000;

/** The request that the arguments make. */
export function adviseRequestOf(given: Arguments): AdviseRequest {
  const subject = subjectOf(given);
  const detection = single(given, 'detect');
  if (detection !== null && (subject.kind === 'capture' || subject.kind === 'host'))
    throw clash('detect', subject.kind === 'capture' ? 'from' : 'this-host');
  const limit = limitOf(given);
  const hasDefault = subject.kind === 'recommendation' || given['format'] === 'snippets';
  return {
    subject,
    format: ADVICE_FORMATS.find((name) => name === single(given, 'format')) ?? 'text',
    isKernelNamed: given['hz'] !== undefined,
    middlebox: limit === null ? null : (limit.product?.name ?? String(limit.high / SECOND)),
    question: {
      limit: limit === null ? null : limit.high / SECOND,
      product: limit?.product ?? null,
      detection: detection === null ? null : durationOf('detect', detection),
      rates: ratesOf(list(given, 'hz')),
      snippets: snippetsOf(list(given, 'for'), hasDefault),
    },
  };
}

/** At most one thing is looked at. */
function subjectOf(given: Arguments): AdviseRequest['subject'] {
  const words = [given['_'], given['--']].flatMap((value) => (Array.isArray(value) ? value.map(String) : []));
  const captures = [...paths(given['from']), ...words.slice(1)];
  const settings = single(given, 'settings');
  const isHost = given['this-host'] === true;
  if (isHost && settings !== null) throw clash('settings', 'this-host');
  if (isHost && captures.length > 0) throw clash('from', 'this-host');
  if (settings !== null && captures.length > 0) throw clash('settings', 'from');
  if (isHost) return { kind: 'host' };
  if (captures.length > 0) return { kind: 'capture', captures };
  return settings === null ? { kind: 'recommendation' } : { kind: 'check', settings: settingsOf(settings) };
}

/** Names of files may hold commas. */
function paths(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** IDLE/INTERVAL/COUNT; commas, colons and blanks part them as well. */
function settingsOf(text: string): KeepaliveSettings {
  const [, ...parts] = /^(\d{1,8})[/,: ](\d{1,8})[/,: ](\d{1,8})$/.exec(text.trim()) ?? [];
  const [idle = 0, interval = 0, count = 0] = parts.map(Number);
  if (
    idle >= 1 &&
    idle <= LONGEST &&
    interval >= 1 &&
    interval <= LONGEST &&
    count >= 1 &&
    count <= MOST_COUNT
  )
    return { idle, interval, count };
  throw new KeepscopeError(
    'usage',
    `--settings: "${text}" is not understood`,
    'give IDLE/INTERVAL/COUNT in whole seconds and probes, such as 7200/75/9',
  );
}

function limitOf(given: Arguments): Limit | null {
  const middlebox = single(given, 'middlebox');
  const limit = single(given, 'limit');
  if (middlebox !== null && limit !== null) throw clash('middlebox', 'limit');
  if (limit !== null) return declaredLimit(limit) ?? declaredLimit(String(durationOf('limit', limit)));
  return middlebox === null ? null : declaredLimit(middleboxOf(middlebox) ?? '');
}

/** Seconds of `60`, `60s`, `5m`, `2h`, `1d`. */
function durationOf(name: string, text: string): number {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?) ?(s|m|min|h|d)?$/.exec(text.trim()) ?? [];
  const seconds = Number(number) * (UNIT_SECONDS[unit] ?? Number.NaN);
  if (seconds > 0 && seconds <= LONGEST) return seconds;
  throw new KeepscopeError(
    'usage',
    `--${name}: "${text}" is not understood`,
    'give seconds, or a number with s, m, h or d, of at most 30 days',
  );
}

function ratesOf(texts: readonly string[]): TickRates {
  if (texts.length === 0) return TICK_RATES;
  return texts.map((text) => {
    const rate = /^\d{2,4}$/.test(text) ? Number(text) : 0;
    if (rate >= LEAST_RATE && rate <= MOST_RATE) return rate;
    throw new KeepscopeError(
      'usage',
      `--hz: "${text}" is no rate of ticks`,
      'give CONFIG_HZ of the kernel, such as 100, 250, 300 or 1000',
    );
  });
}

/** `byDefault`: where none is named, the one that everybody asks for. */
function snippetsOf(names: readonly string[], byDefault: boolean): readonly Snippet[] {
  if (names.length === 0) return byDefault ? SNIPPETS.slice(0, 1) : [];
  if (names.some((name) => name.toLowerCase() === 'all')) return SNIPPETS;
  return [...new Set(names.map(snippetNamed))];
}

function snippetNamed(name: string): Snippet {
  const snippet = snippetOf(name.toLowerCase());
  if (snippet !== null) return snippet;
  const known = SNIPPETS.flatMap((one) => [one.name, ...one.aliases]);
  const guess = nearest(name.toLowerCase(), known);
  const names = SNIPPETS.map((one) => one.name).join(', ');
  throw new KeepscopeError(
    'usage',
    `--for: there is no snippet "${name}"`,
    guess === null ? `there are ${names}, and all` : `did you mean ${guess}?`,
  );
}

function clash(one: string, other: string): KeepscopeError {
  return new KeepscopeError('usage', `--${one} does not go with --${other}`, 'give one of them');
}
