/** The columns of the live screen, and which of them fit. */
import { ENDPOINTS, ID, SETTINGS, VERDICT } from './connection-cells.ts';
import { roughDuration } from './duration.ts';
import type { LiveConnection } from './live-record.ts';

export interface LiveColumn {
  heading: string;
  align: 'left' | 'right';
  /** `now`: ms since 1970. */
  text: (connection: LiveConnection, now: number) => string;
}

/** Spaces between two columns. */
const GAP = 2;
/** Endpoints are cut to no less than this. */
const LEAST_ENDPOINTS = 24;

const PAIR: LiveColumn = { ...ENDPOINTS };
const OUT: LiveColumn = {
  heading: 'out',
  align: 'right',
  text: ({ waiting }) => (waiting === 0 ? '-' : String(waiting)),
};
const IDLE_NOW: LiveColumn = {
  heading: 'idle',
  align: 'right',
  text: ({ idleSeconds }) => (idleSeconds === null ? '-' : roughDuration(Math.floor(idleSeconds))),
};
const GIVES_UP: LiveColumn = {
  heading: 'gives up',
  align: 'left',
  text: ({ verdict: { giveUp } }, now) => {
    if (giveUp === null) return '-';
    const left = (Date.parse(giveUp.at) - now) / 1000;
    const when = left > 0 ? `in ${roughDuration(Math.ceil(left))}` : 'overdue';
    return giveUp.assumed ? `${when}, if ${giveUp.count}` : when;
  },
};
const SHORT_SETTINGS: LiveColumn = {
  ...SETTINGS,
  text: (connection) => SETTINGS.text(connection).replace('\n', ', '),
};
const PROBES: LiveColumn = {
  heading: 'probes',
  align: 'right',
  text: ({ keepalive: { originator, responder } }) => {
    const sent = (originator?.probes ?? 0) + (responder?.probes ?? 0);
    return sent === 0 ? '-' : String(sent);
  },
};

/** In the order of the screen. */
const ALL: readonly LiveColumn[] = [ID, PAIR, VERDICT, IDLE_NOW, OUT, GIVES_UP, SHORT_SETTINGS, PROBES];
/** What goes first where there is no room. */
const DISPENSABLE: readonly LiveColumn[] = [PROBES, SHORT_SETTINGS, GIVES_UP, OUT];

/** Cells of the columns that fit in `width`, each padded to the width of its column: the headings, then the rows. */
export function liveCells(
  connections: readonly LiveConnection[],
  now: number,
  width: number,
): { heading: string; rows: { before: string; verdict: string; after: string }[] } {
  let columns = ALL;
  for (const column of DISPENSABLE) {
    if (totalWidth(columns, connections, now) <= width) break;
    columns = columns.filter((kept) => kept !== column);
  }
  const widths = columns.map((column) => columnWidth(column, connections, now));
  const excess = totalWidth(columns, connections, now) - width;
  const pair = columns.indexOf(PAIR);
  if (excess > 0) widths[pair] = Math.max(LEAST_ENDPOINTS, (widths[pair] ?? 0) - excess);
  const cell = (text: string, place: number): string => {
    const room = widths[place] ?? 0;
    const cut = text.length > room ? `${text.slice(0, room - 1)}~` : text;
    return columns[place]?.align === 'right' ? cut.padStart(room) : cut.padEnd(room);
  };
  const gap = ' '.repeat(GAP);
  const verdict = columns.indexOf(VERDICT);
  return {
    heading: columns.map(({ heading }, place) => cell(heading, place)).join(gap),
    rows: connections.map((connection) => {
      const cells = columns.map(({ text }, place) => cell(text(connection, now), place));
      return {
        before: `${cells.slice(0, verdict).join(gap)}${gap}`,
        verdict: cells[verdict] ?? '',
        after: `${gap}${cells.slice(verdict + 1).join(gap)}`,
      };
    }),
  };
}

function totalWidth(
  columns: readonly LiveColumn[],
  connections: readonly LiveConnection[],
  now: number,
): number {
  const widths = columns.map((column) => columnWidth(column, connections, now));
  return widths.reduce((sum, width) => sum + width, 0) + GAP * (columns.length - 1);
}

function columnWidth(column: LiveColumn, connections: readonly LiveConnection[], now: number): number {
  return connections.reduce(
    (widest, connection) => Math.max(widest, column.text(connection, now).length),
    column.heading.length,
  );
}
