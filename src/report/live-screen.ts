/**
 * The screen of `keepscope live`: totals, the connections that need attention first, the last notices, and the keys.
 * Lines without an end; the caller puts them on the terminal.
 */
import { roughDuration } from './duration.ts';
import { liveCells } from './live-columns.ts';
import type { LiveConnection, NoticeRecord } from './live-record.ts';
import type { VerdictCode } from './model.ts';
import type { ScreenOptions } from './paint.ts';
import { grouped, quantity } from './quantity.ts';
import { needsAttention, VERDICT_CODES, VERDICT_SEVERITY } from './verdict-severity.ts';

/** What is on the screen. */
export interface LiveView {
  interface: string;
  engine: string | null;
  /** ms since 1970. */
  now: number;
  elapsedSeconds: number;
  frames: number;
  framesPerSecond: number;
  /** Null: the engine does not say. */
  dropped: number | null;
  /** Connections that were let go of at the limit. */
  evicted: number;
  tally: ReadonlyMap<VerdictCode, number>;
  connections: readonly LiveConnection[];
  /** How many the filter lets through; more than fit. */
  total: number;
  /** How many of them are before the first of `connections`. */
  above: number;
  /** Place in `connections`; -1: none is chosen. */
  cursor: number;
  order: string;
  filter: string;
  /** The filter is being typed. */
  isTyping: boolean;
  isPaused: boolean;
  notices: readonly NoticeRecord[];
}

/** Lines that are not connections: totals, verdicts, a blank, the heading, a blank, the keys. */
const AROUND = 6;
const NOTICES = 2;

/** How many connections there is room for on a screen of `lines`. */
export function liveRoom(lines: number): number {
  return Math.max(1, lines - AROUND - NOTICES);
}

/** The lines, at most `lines` of them, none wider than the screen. */
export function liveScreen(view: LiveView, lines: number, { columns, paint }: ScreenOptions): string[] {
  const { connections, cursor, now, total } = view;
  const cells = liveCells(connections, now, columns - 2);
  const rows = cells.rows.map(({ before, verdict, after }, place) => {
    const connection = connections[place];
    if (connection === undefined) return '';
    const severity = VERDICT_SEVERITY[connection.verdict.code];
    const mark = place === cursor ? '> ' : '  ';
    const line = `${mark}${before}${paint.severity(severity, verdict)}${after}`;
    return place === cursor ? paint.bold(line) : line;
  });
  if (rows.length === 0) rows.push(view.filter === '' ? '  no connection yet' : '  no connection matches');
  const hidden = total - connections.length;
  const top = [
    clip(totals(view), columns),
    verdicts(view, columns, paint),
    '',
    paint.dim(`  ${clip(cells.heading, columns - 2)}`),
    ...rows.slice(0, liveRoom(lines)),
  ];
  const where = view.above > 0 ? `, ${grouped(view.above)} of them above` : '';
  const more =
    hidden > 0 ? [paint.dim(clip(`  and ${quantity(hidden, 'more connection')}${where}`, columns))] : [''];
  const notices = view.notices
    .slice(-NOTICES)
    .map(({ at, says }) => paint.severity('warning', clip(`${at.slice(11, 19)} ${says}`, columns)));
  const bottom = [...more, ...notices, keys(view, columns, paint)];
  const blank = Array.from({ length: Math.max(0, lines - top.length - bottom.length) }, () => '');
  return [...top, ...blank, ...bottom].slice(0, lines);
}

function totals(view: LiveView): string {
  const { engine, elapsedSeconds, frames, framesPerSecond, dropped, evicted } = view;
  const parts = [
    `${grouped(frames)} frames`,
    `${grouped(Math.round(framesPerSecond))}/s`,
    dropped === null ? 'drops unknown' : `${grouped(dropped)} dropped`,
    ...(evicted > 0 ? [`${grouped(evicted)} connections let go of`] : []),
    ...(view.isPaused ? ['PAUSED'] : []),
  ];
  const by = engine === null ? 'waiting' : `by ${engine}`;
  return `keepscope live ${view.interface} ${by}, ${roughDuration(Math.floor(elapsedSeconds))}: ${parts.join(', ')}`;
}

function verdicts({ tally }: LiveView, columns: number, paint: ScreenOptions['paint']): string {
  const told = VERDICT_CODES.filter((code) => (tally.get(code) ?? 0) > 0);
  if (told.length === 0) return 'nothing to say of any connection yet';
  const order = [...told.filter(needsAttention), ...told.filter((code) => !needsAttention(code))];
  let room = columns;
  const parts: string[] = [];
  for (const code of order) {
    const text = `${grouped(tally.get(code) ?? 0)} ${code}`;
    if (text.length + 2 > room) break;
    room -= text.length + 2;
    parts.push(needsAttention(code) ? paint.severity(VERDICT_SEVERITY[code], text) : text);
  }
  return parts.join(', ');
}

function keys({ order, filter, isTyping }: LiveView, columns: number, paint: ScreenOptions['paint']): string {
  if (isTyping)
    return clip(`filter: ${filter}_  (address, port or verdict; enter keeps it, esc drops it)`, columns);
  const shown = filter === '' ? '' : ` (${filter})`;
  return paint.dim(
    clip(`up/down choose, enter trace, s sort: ${order}, / filter${shown}, p pause, q quit`, columns),
  );
}

function clip(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, columns - 1)}~`;
}
