/** The top of the page: whose report it is, what all connections came to, and how many of each verdict there are. */
import { captureName } from '../../capture-lines.ts';
import type { Examination } from '../../examination.ts';
import type { CaptureReport, Summary } from '../../model.ts';
import { PLAIN } from '../../paint.ts';
import { grouped, quantity } from '../../quantity.ts';
import { summaryLines } from '../../summary-lines.ts';
import { VERDICT_CODES } from '../../verdict-severity.ts';
import { type Markup, markup } from '../markup.ts';
import { verdictBadge } from '../severity-badge.ts';
import { capturesSection } from './captures.ts';

/** `dead-peer.pcap`, `3 captures`. */
export function reportName(captures: readonly CaptureReport[]): string {
  const [only] = captures;
  return only !== undefined && captures.length === 1 ? fileName(only) : quantity(captures.length, 'capture');
}

/** `selected`: how the selection reads, where there is one. */
export function openingSection(examination: Examination, selected: string | null): Markup {
  const { captures, summary, interrupted } = examination;
  return markup(
    'header',
    { class: 'opening' },
    markup('p', { class: 'brand' }, 'keepscope report'),
    markup('h1', {}, reportName(captures)),
    ...(interrupted
      ? [
          markup(
            'p',
            { class: 'partial', role: 'note' },
            'Partial: reading was interrupted; this covers what was read until then.',
          ),
        ]
      : []),
    ...summaryLines(summary, Number.POSITIVE_INFINITY, PLAIN).map((line, index) =>
      markup('p', { class: index === 0 ? 'lead' : 'facts' }, `${line}.`),
    ),
    verdictCounts(summary),
    ...(selected === null ? [] : [markup('p', { class: 'selection' }, selected)]),
    ...capturesSection(captures),
  );
}

/** A badge a verdict that occurs, the gravest first; in the page each chooses its connections. */
function verdictCounts({ verdicts }: Summary): Markup {
  const items = VERDICT_CODES.flatMap((code) => {
    const count = verdicts[code] ?? 0;
    if (count === 0) return [];
    return [markup('li', { 'data-verdict': code }, verdictBadge(code), ' ', markup('b', {}, grouped(count)))];
  });
  return markup('ul', { class: 'verdict-counts', 'aria-label': 'Connections by verdict' }, ...items);
}

/** Without its folders. What is harmless is made of the name afterwards: that brings backslashes of its own. */
function fileName(capture: CaptureReport): string {
  const { path } = capture;
  const separator = /^[a-z]:\\/i.test(path) ? '\\' : '/';
  return captureName({ ...capture, path: path.slice(path.lastIndexOf(separator) + 1) });
}
