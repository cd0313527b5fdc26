/**
 * The default screen: what was read, what it came to, and the connections, those that need attention first, each with
 * its verdict's sentence. However many connections there are, only those that are shown are held.
 */
import { captureLines } from './capture-lines.ts';
import type { Examination } from './examination.ts';
import { findingLines } from './finding-lines.ts';
import { hangFinding } from './hanging.ts';
import type { ConnectionReport, VerdictCode } from './model.ts';
import type { ScreenOptions } from './paint.ts';
import { quantity } from './quantity.ts';
import { leaders, rankingBy, type SortKey } from './ranking.ts';
import { matchingConnections } from './selected.ts';
import { isNarrowed, type Selection } from './selection.ts';
import { summaryLines } from './summary-lines.ts';
import { tableRows } from './table-rows.ts';
import { needsAttention, VERDICT_CODES, VERDICT_SEVERITY } from './verdict-severity.ts';
import { wrappedText } from './wrapped-text.ts';

/** Up to this many connections are all shown; of more, those that need attention, up to ATTENTION_SHOWN. */
const ALL_SHOWN = 50;
const ATTENTION_SHOWN = 20;
/** Narrowed by hand, more may be shown at once. */
const NARROWED_SHOWN = 1000;

/** The screen as chunks of text. */
export function* renderTable(
  examination: Examination,
  selection: Selection,
  options: ScreenOptions,
): Generator<string> {
  const { columns, paint } = options;
  yield block([
    ...captureLines(examination.captures, columns),
    ...summaryLines(examination.summary, columns, paint),
  ]);
  const { shown, hidden } = choose(examination, selection);
  if (shown.length > 0) yield* tableRows(shown, options);
  if (hidden > 0) yield block(['', ...hiddenLines(hidden, shown.length, columns)]);
  if (shown.length + hidden === 0 && examination.summary.connections > 0) {
    yield block(['', 'no connection matches the selection']);
  }
  // What is only worth knowing stays out of the default screen; the trace and JSON have it.
  const grave = examination.findings.filter(({ severity }) => severity !== 'info');
  if (grave.length > 0) yield block(['', ...findingLines(grave, examination.captures, columns, paint)]);
}

/** The connections that a view of limited length shows, and how many it does not. */
export function choose(
  examination: Examination,
  selection: Selection,
): { shown: ConnectionReport[]; hidden: number } {
  const ranking = rankingBy(selection.sort ?? 'severity');
  const isChosen = isNarrowed(selection) || selection.top !== undefined;
  const { connections: opened, evicted } = examination.summary;
  const all = opened - evicted.connections;
  if (!isChosen && all > ALL_SHOWN) {
    const shown = gravest(examination, selection.sort ?? 'severity');
    return { shown, hidden: all - shown.length };
  }
  const limit = selection.top ?? (isChosen ? NARROWED_SHOWN : ALL_SHOWN);
  const { connections, total } = leaders(matchingConnections(examination, selection), ranking, limit);
  return { shown: connections, hidden: total - connections.length };
}

/** The first of those that need attention. In the order of severity, the less grave are looked at only if there is room. */
function gravest(examination: Examination, key: SortKey): ConnectionReport[] {
  const ranking = rankingBy(key);
  const shown: ConnectionReport[] = [];
  for (const codes of ATTENTION)
    if (key !== 'severity' || shown.length < ATTENTION_SHOWN) shown.push(...firstOf(examination, codes, key));
  if (examination.summary.hanging > 0)
    shown.push(...leaders(hanging(examination), ranking, ATTENTION_SHOWN).connections);
  return shown.sort(ranking).slice(0, ATTENTION_SHOWN);
}

/** Of the connections with verdicts of one severity. Where that severity is the order, idle gaps decide. */
function firstOf(
  examination: Examination,
  codes: ReadonlySet<VerdictCode>,
  key: SortKey,
): readonly ConnectionReport[] {
  if ((key === 'severity' || key === 'idle') && examination.idlest !== undefined)
    return examination.idlest(codes, ATTENTION_SHOWN);
  return leaders(examination.connections(codes), rankingBy(key), ATTENTION_SHOWN).connections;
}

function* hanging(examination: Examination): Generator<ConnectionReport> {
  for (const connection of examination.connections(QUIET))
    if (hangFinding(connection) !== undefined) yield connection;
}

const QUIET: ReadonlySet<VerdictCode> = new Set(VERDICT_CODES.filter((code) => !needsAttention(code)));

/** Verdicts that need attention, by severity, the gravest first. */
const ATTENTION: readonly ReadonlySet<VerdictCode>[] = (['error', 'warning'] as const).map(
  (severity) => new Set(VERDICT_CODES.filter((code) => VERDICT_SEVERITY[code] === severity)),
);

function hiddenLines(hidden: number, shown: number, columns: number): string[] {
  const others = shown === 0 ? quantity(hidden, 'connection') : quantity(hidden, 'other');
  return wrappedText(
    `... ${others} not listed: --top N lists more, --verdict CODE chooses, --format json has them all`,
    '',
    columns,
  );
}

function block(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
