/** The comparisons as plain text for a screen of 100 columns. */
import Table from 'cli-table3';

import type { Comparison } from './comparison.ts';
import { MEASURES, type Measure } from './exchange-truth.ts';
import { REASONS, type Reason } from './reasons.ts';
import { type Score, sumOf } from './score.ts';

const COLUMNS = [...MEASURES, 'verdicts', 'settings'] as const;
const HEADINGS = ['probes', 'answers', 'window\nprobes', 'window\nanswers', 'verdicts', 'settings'];
const MEASURE_NAMES: Readonly<Record<Measure, string>> = {
  probes: 'probes',
  answers: 'answers',
  windowProbes: 'window probes',
  windowAnswers: 'window answers',
};

/** Two lines a capture, keepscope's and tshark's, and the totals of each. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
  const table = new Table({
    chars: BORDERLESS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1, compact: true },
    head: ['capture', '', ...HEADINGS],
    colAligns: ['left', 'left', ...COLUMNS.map((): 'right' => 'right')],
  });
  for (const { name, keepscope, tshark } of comparisons) table.push(...rows(name, keepscope, tshark));
  const tsharks = comparisons.flatMap(({ tshark }) => (tshark === null ? [] : [tshark]));
  const totals = rows(
    'total',
    totalOf(comparisons.map(({ keepscope }) => keepscope)),
    tsharks.length === 0 ? null : totalOf(tsharks),
  );
  table.push(HEADINGS.map(() => '').concat('', ''), ...totals);
  return trimmed(table.toString());
}

/** Where tshark differs from the truth, by reason: the captures with their frames. */
export function differenceList(comparisons: readonly Comparison[]): string {
  const reasons = Object.keys(REASONS) as Reason[];
  return reasons.flatMap((reason) => reasonLines(reason, comparisons)).join('\n');
}

/** Where keepscope differs from the truth. */
export function faultList(comparisons: readonly Comparison[]): string {
  return comparisons.flatMap(({ name, faults }) => faults.map((fault) => `  ${name}: ${fault}`)).join('\n');
}

function rows(name: string, keepscope: Comparison['keepscope'], tshark: Comparison['tshark']): string[][] {
  const lines = [[name, 'keepscope', ...COLUMNS.map((column) => scoreText(keepscope[column]))]];
  if (tshark !== null) {
    const scores = COLUMNS.map((column) => (isMeasure(column) ? scoreText(tshark[column]) : ''));
    lines.push(['', 'tshark', ...scores]);
  }
  return lines;
}

function totalOf<Name extends string>(scores: readonly Record<Name, Score>[]): Record<Name, Score> {
  const [first] = scores;
  const names = Object.keys(first ?? {}) as Name[];
  return Object.fromEntries(names.map((name) => [name, sumOf(scores.map((score) => score[name]))])) as Record<
    Name,
    Score
  >;
}

function scoreText({ right, flagged, truth }: Score): string {
  return flagged === 0 && truth === 0 ? '-' : `${right}/${flagged}/${truth}`;
}

function reasonLines(reason: Reason, comparisons: readonly Comparison[]): string[] {
  const count = comparisons
    .flatMap(({ differences }) => differences)
    .filter((one) => one.reason === reason).length;
  if (count === 0) return [];
  const lines = [`  ${REASONS[reason]} (${count})`];
  for (const { name, differences } of comparisons) {
    const groups = new Map<string, number[]>();
    for (const { measure, kind, frame, reason: other } of differences) {
      if (other !== reason) continue;
      const title = `${kind} ${MEASURE_NAMES[measure]}`;
      groups.set(title, [...(groups.get(title) ?? []), frame]);
    }
    for (const [title, frames] of groups) lines.push(`      ${name}: ${title} ${frames.join(' ')}`);
  }
  return lines;
}

function isMeasure(column: string): column is Measure {
  return (MEASURES as readonly string[]).includes(column);
}

function trimmed(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const BORDERLESS = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle'
    .split(' ')
    .map((name) => [name, '']),
);
