/**
 * The report as one HTML file: it opens from disk, asks nobody for anything, and runs nothing but its own program. What
 * matters most is there without that program: what needs attention, with timelines, and the findings. The program adds
 * the table of all connections, whose data stands at the end of the file.
 */
import { captureName } from '../capture-lines.ts';
import type { Examination } from '../examination.ts';
import { GENERATOR } from '../generator.ts';
import { madeOnce } from '../made-once.ts';
import type { ConnectionReport } from '../model.ts';
import { leaders, rankingBy } from '../ranking.ts';
import { matchingConnections } from '../selected.ts';
import type { Selection } from '../selection.ts';
import { dataBlock } from './data-block.ts';
import { detailsOf, rowOf, timelineOfConnection } from './details.ts';
import {
  BLOCK_SIZE,
  detailsId,
  type EmbeddedConnection,
  type EmbeddedRow,
  type EmbeddedRows,
  ROWS_ID,
} from './embedded.ts';
import { escaped, markup, markupText } from './markup.ts';
import { contentSecurityPolicy, type PageAssets } from './page-assets.ts';
import { RoomForTimelines } from './room-for-timelines.ts';
import { attentionSection, featuredConnections } from './sections/attention.ts';
import { connectionsSection } from './sections/connections.ts';
import { findingsSection } from './sections/findings.ts';
import { openingSection, reportName } from './sections/opening.ts';
import { selectionText } from './selection-text.ts';

/** More rows than this are no longer looked at one by one, unless --top asks for them. */
const LISTED = 20_000;

/** The file as chunks of text. */
export function* renderHtml(
  examination: Examination,
  selection: Selection,
  assets: PageAssets,
): Generator<string> {
  const sort = selection.sort ?? 'severity';
  const { connections: listed, total } = leaders(
    matchingConnections(examination, selection),
    rankingBy(sort),
    selection.top ?? LISTED,
  );
  const captures = examination.captures.map(captureName);
  const featured = featuredConnections(listed);
  yield head(examination, assets);
  yield markupText(openingSection(examination, selectionText(selection, total)));
  yield '\n<main>\n';
  for (const section of attentionSection(featured, listed, examination, captures))
    yield `${markupText(section)}\n`;
  for (const section of findingsSection(examination.findings, captures)) yield `${markupText(section)}\n`;
  yield markupText(connectionsSection(listed.length, total, sort));
  yield `\n</main>\n${markupText(footer())}\n`;
  yield* data(examination, listed, { sort, captures });
  yield `<script type="module">${assets.script}</script>\n</body>\n</html>\n`;
}

function head({ captures, summary }: Examination, assets: PageAssets): string {
  const title = `${reportName(captures)}: ${summary.needAttention} of ${summary.connections} need attention - keepscope`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(contentSecurityPolicy(assets))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${GENERATOR.name} ${GENERATOR.version}">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<style>${assets.style}</style>
</head>
<body>
`;
}

/** Details in blocks in the order of the report, then the rows in the same order. */
function* data(
  examination: Examination,
  listed: readonly ConnectionReport[],
  { sort, captures }: Pick<EmbeddedRows, 'sort' | 'captures'>,
): Generator<string> {
  const room = new RoomForTimelines(listed.length);
  const rows: EmbeddedRow[] = [];
  for (let start = 0; start < listed.length; start += BLOCK_SIZE) {
    const block = listed.slice(start, start + BLOCK_SIZE).map((connection): EmbeddedConnection => {
      const made = madeOnce(connection);
      rows.push(rowOf(made));
      const timeline = timelineOfConnection(made, examination);
      return { ...detailsOf(made), timeline: room.take(timeline), wasRecorded: timeline !== null };
    });
    yield dataBlock(detailsId(start / BLOCK_SIZE), block);
  }
  yield dataBlock(ROWS_ID, { sort, captures, rows } satisfies EmbeddedRows);
}

function footer(): ReturnType<typeof markup> {
  return markup(
    'footer',
    {},
    `Made by ${GENERATOR.name} ${GENERATOR.version}. Times are in UTC. Frames count from 1 in each capture.`,
  );
}
