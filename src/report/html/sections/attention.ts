/** What needs attention: the gravest connections of each verdict, open or to be opened, without any program. */
import { endpointPair } from '../../endpoint-text.ts';
import type { Examination } from '../../examination.ts';
import { hangFinding, isAttentionNeeded } from '../../hanging.ts';
import { madeOnce } from '../../made-once.ts';
import type { ConnectionReport, VerdictCode } from '../../model.ts';
import { grouped } from '../../quantity.ts';
import { leaders, rankingBy } from '../../ranking.ts';
import { needsAttention, SEVERITY_RANK, VERDICT_CODES, VERDICT_SEVERITY } from '../../verdict-severity.ts';
import { connectionView } from '../connection-view.ts';
import { detailsOf, timelineOfConnection } from '../details.ts';
import type { CaptureNames } from '../embedded.ts';
import { type Markup, markup } from '../markup.ts';
import { verdictBadge } from '../severity-badge.ts';
import { noTimeline, stillFigure } from '../timeline/figure.ts';

/** Connections of one verdict, and of all; of those the first ones stand open. */
const OF_A_VERDICT = 3;
const FEATURED = 12;
const OPEN = 2;

/**
 * Of the connections that the report lists: the gravest of each verdict first; where nothing needs attention, the
 * connections themselves if they are few.
 */
export function featuredConnections(listed: readonly ConnectionReport[]): ConnectionReport[] {
  const byVerdict = byVerdictOf(listed);
  const codes = VERDICT_CODES.filter(needsAttention).sort(
    (first, second) => SEVERITY_RANK[VERDICT_SEVERITY[second]] - SEVERITY_RANK[VERDICT_SEVERITY[first]],
  );
  const ranking = rankingBy('idle');
  const grave = codes.flatMap(
    (code) => leaders(byVerdict.get(code) ?? [], ranking, OF_A_VERDICT).connections,
  );
  const hanging = listed.filter((connection) => hangFinding(connection) !== undefined).slice(0, OF_A_VERDICT);
  const featured = [...hanging, ...grave];
  if (featured.length === 0 && listed.length <= OPEN) return [...listed];
  return featured.slice(0, FEATURED);
}

/** Verdicts are made when asked for: each is, once. */
function byVerdictOf(listed: readonly ConnectionReport[]): Map<VerdictCode, ConnectionReport[]> {
  const groups = new Map<VerdictCode, ConnectionReport[]>();
  for (const connection of listed) {
    const { code } = connection.verdict;
    const group = groups.get(code);
    if (group === undefined) groups.set(code, [connection]);
    else group.push(connection);
  }
  return groups;
}

/** The section; `listed` are all connections of the report. */
export function attentionSection(
  featured: readonly ConnectionReport[],
  listed: readonly ConnectionReport[],
  examination: Examination,
  captures: CaptureNames,
): Markup[] {
  const [first] = featured;
  if (first === undefined) return [];
  const isGrave = isAttentionNeeded(first);
  const all = listed.filter(isAttentionNeeded).length;
  const more =
    featured.length < all
      ? [
          markup(
            'p',
            { class: 'quiet' },
            `The gravest ${grouped(featured.length)} of ${grouped(all)}; the table has the others.`,
          ),
        ]
      : [];
  return [
    markup(
      'section',
      { class: 'attention', 'aria-labelledby': 'attention' },
      markup('h2', { id: 'attention' }, isGrave ? 'Needs attention' : 'Timeline'),
      ...more,
      ...featured.map((connection, index) => card(connection, examination, captures, index < OPEN)),
    ),
  ];
}

function card(
  connection: ConnectionReport,
  examination: Examination,
  captures: CaptureNames,
  isOpen: boolean,
): Markup {
  const details = detailsOf(madeOnce(connection));
  const { id, originator, responder, verdict } = details;
  const timeline = timelineOfConnection(details, examination);
  const figure = timeline === null ? noTimeline(details, false) : stillFigure(details, timeline);
  return markup(
    'details',
    { class: 'card', 'data-connection': id, open: isOpen ? true : null },
    markup(
      'summary',
      {},
      markup(
        'h3',
        {},
        verdictBadge(verdict.code),
        ` #${id} `,
        markup('span', { class: 'pair' }, endpointPair(originator, responder)),
      ),
      markup('p', {}, hangFinding(connection)?.summary ?? verdict.summary),
    ),
    connectionView(details, captures, figure),
  );
}
