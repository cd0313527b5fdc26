/** Findings over several connections: what is wrong with a path rather than with one connection. */
import type { FindingReport } from '../../model.ts';
import { quantity } from '../../quantity.ts';
import { findingBody } from '../connection-view.ts';
import type { CaptureNames } from '../embedded.ts';
import { type Markup, markup } from '../markup.ts';
import { severityBadge } from '../severity-badge.ts';

export function findingsSection(findings: readonly FindingReport[], captures: CaptureNames): Markup[] {
  if (findings.length === 0) return [];
  return [
    markup(
      'section',
      { class: 'findings', 'aria-labelledby': 'findings' },
      markup('h2', { id: 'findings' }, 'Over all connections'),
      ...findings.map((finding) => article(finding, captures)),
    ),
  ];
}

function article(finding: FindingReport, captures: CaptureNames): Markup {
  const { code, severity, confidence } = finding;
  return markup(
    'article',
    { class: 'finding' },
    markup('h3', {}, severityBadge(severity, code), markup('span', { class: 'quiet' }, ` ${confidence}`)),
    ...findingBody(finding, captures),
    concerned(finding),
  );
}

/** Links to the connections; the page opens them. */
function concerned({ connections, connectionCount }: FindingReport): Markup {
  const links = connections.flatMap((id, index) => [
    index === 0 ? ' ' : ', ',
    markup('a', { href: `#connection-${id}` }, `#${id}`),
  ]);
  const more =
    connectionCount > connections.length ? [` and ${connectionCount - connections.length} more`] : [];
  return markup(
    'p',
    { class: 'concerned' },
    `${quantity(connectionCount, 'connection')}:`,
    ...links,
    ...more,
  );
}
