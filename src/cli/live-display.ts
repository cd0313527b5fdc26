/**
 * What a person sees of `keepscope live`, and what keys do: the table of connections, which a pause freezes while
 * capturing goes on, or the trace of one of them.
 */
import type { Key } from 'node:readline';

import { LIVE_ORDERS, type LiveOrder, scrolled } from '../live/listing.ts';
import type { LiveSession } from '../live/session.ts';
import type { LiveConnection, NoticeRecord } from '../report/live-record.ts';
import { type LiveView, liveRoom, liveScreen } from '../report/live-screen.ts';
import type { Paint } from '../report/paint.ts';
import { renderTrace } from '../report/trace.ts';
import type { FullScreen } from './full-screen.ts';

/** What the display is told beside the session. */
export interface CaptureState {
  interface: string;
  engine: string | null;
  now: number;
  startedAt: number;
  framesPerSecond: number;
  dropped: number | null;
  notices: readonly NoticeRecord[];
}

export class LiveDisplay {
  private readonly session: LiveSession;
  private readonly screen: Pick<FullScreen, 'lines' | 'columns' | 'draw'>;
  private readonly paint: Paint;
  private readonly state: () => CaptureState;
  private readonly quit: (isInterrupt: boolean) => void;
  private order: LiveOrder = 'attention';
  private filter = '';
  private isTyping = false;
  private isPaused = false;
  /** Place of the cursor in the order, and of the first connection on the screen. */
  private cursor = 0;
  private from = 0;
  /**
   * The connection that a key chose, which the cursor and the screen follow wherever it goes in the order. Null: the
   * cursor stays at the top, whoever is there.
   */
  private chosen: { row: number; id: number } | null = null;
  /** It is no longer in the order: the cursor is on none, so that no other one is opened in its place. */
  private isGone = false;
  /** The row whose trace is open, its connection's number, and how many of its last lines are scrolled out. */
  private opened: number | null = null;
  private openedId = 0;
  private scroll = 0;
  private listed: { connections: LiveConnection[]; rows: number[]; total: number; room: number } = {
    connections: [],
    rows: [],
    total: 0,
    room: 0,
  };
  /** By row: whether its endpoints have the filter in them. */
  private readonly matches: Map<number, boolean> = new Map();

  constructor(
    session: LiveSession,
    screen: Pick<FullScreen, 'lines' | 'columns' | 'draw'>,
    paint: Paint,
    state: () => CaptureState,
    quit: (isInterrupt: boolean) => void,
  ) {
    this.session = session;
    this.screen = screen;
    this.paint = paint;
    this.state = state;
    session.onForget((row) => this.matches.delete(row));
    this.quit = quit;
  }

  /** Draws what is there now. */
  draw(): void {
    // The row may have become another connection's.
    if (this.opened !== null && this.session.idOf(this.opened) !== this.openedId) this.opened = null;
    if (this.opened !== null) this.screen.draw(this.traceLines(this.opened));
    else this.screen.draw(this.tableLines());
  }

  /** A key was pressed. */
  press(key: Key, typed: string): void {
    if (key.ctrl === true && key.name === 'c') this.quit(true);
    else if (this.isTyping) this.type(key, typed);
    else if (this.opened === null) this.pressInTable(key, typed);
    else this.pressInTrace(key, typed);
    this.draw();
  }

  private pressInTable(key: Key, typed: string): void {
    const page = liveRoom(this.screen.lines) - 1;
    if (typed === 'q') this.quit(false);
    else if (typed === 's')
      this.order = LIVE_ORDERS[(LIVE_ORDERS.indexOf(this.order) + 1) % LIVE_ORDERS.length] ?? 'attention';
    else if (typed === '/') this.isTyping = true;
    else if (typed === 'p') this.isPaused = !this.isPaused;
    else if (key.name === 'up' || typed === 'k') this.move(-1);
    else if (key.name === 'down' || typed === 'j') this.move(1);
    else if (key.name === 'pageup') this.move(-page);
    else if (key.name === 'pagedown') this.move(page);
    else if (key.name === 'home') this.toTop();
    else if (key.name === 'end') this.move(Number.POSITIVE_INFINITY);
    else if (key.name === 'return' || key.name === 'right') this.open();
    else if (key.name === 'escape') this.setFilter('');
  }

  private pressInTrace(key: Key, typed: string): void {
    const page = this.screen.lines - 2;
    if (typed === 'q' || key.name === 'escape' || key.name === 'left') this.opened = null;
    else if (key.name === 'up' || typed === 'k') this.scroll++;
    else if (key.name === 'down' || typed === 'j') this.scroll--;
    else if (key.name === 'pageup') this.scroll += page;
    else if (key.name === 'pagedown') this.scroll -= page;
    else if (key.name === 'home') this.scroll = Number.MAX_SAFE_INTEGER;
    else if (key.name === 'end') this.scroll = 0;
  }

  private type(key: Key, typed: string): void {
    if (key.name === 'return') this.isTyping = false;
    else if (key.name === 'escape') {
      this.isTyping = false;
      this.setFilter('');
    } else if (key.name === 'backspace') this.setFilter(this.filter.slice(0, -1));
    else if (/^[\w.:[\]>-]$/.test(typed)) this.setFilter(this.filter + typed);
  }

  private setFilter(filter: string): void {
    this.filter = filter;
    this.matches.clear();
    if (this.chosenRow === null || !this.wants(this.chosenRow)) this.toTop();
    // Whoever types wants to see what has it, also where the table is frozen.
    if (this.isPaused) this.follow();
  }

  private move(by: number): void {
    const { total, room } = this.listed;
    this.cursor = Math.max(0, Math.min(total - 1, this.cursor + by));
    const from = scrolled(this.from, this.cursor, room);
    // What is frozen is what was on the screen.
    if (from !== this.from) this.list(from, null);
    // There may be fewer by now.
    this.cursor = Math.max(0, Math.min(this.listed.total - 1, this.cursor));
    const at = this.cursor - this.from;
    const { [at]: connection } = this.listed.connections;
    const { [at]: row } = this.listed.rows;
    this.chosen = connection === undefined || row === undefined ? null : { row, id: connection.id };
    this.isGone = false;
  }

  private toTop(): void {
    this.move(Number.NEGATIVE_INFINITY);
    this.chosen = null;
  }

  private open(): void {
    if (this.isGone) return;
    this.opened = this.listed.rows[this.cursor - this.from] ?? null;
    this.openedId = this.listed.connections[this.cursor - this.from]?.id ?? 0;
    this.scroll = 0;
  }

  private tableLines(): string[] {
    const { screen, session, paint } = this;
    const { lines, columns } = screen;
    if (!this.isPaused || this.listed.room !== liveRoom(lines)) this.follow();
    const state = this.state();
    const view: LiveView = {
      ...state,
      elapsedSeconds: (state.now - state.startedAt) / 1000,
      frames: session.inspection.frames,
      evicted: session.evicted,
      tally: session.monitor.tally,
      connections: this.listed.connections,
      total: this.listed.total,
      above: this.from,
      cursor: this.isGone ? -1 : this.cursor - this.from,
      order: this.order,
      filter: this.filter,
      isTyping: this.isTyping,
      isPaused: this.isPaused,
    };
    return liveScreen(view, lines, { columns, paint });
  }

  /** Lists again, and goes where the chosen connection is now. */
  private follow(): void {
    const place = this.list(this.chosen === null ? 0 : this.from, this.chosenRow);
    this.isGone = this.chosen !== null && place === null;
    this.cursor =
      this.chosen === null ? 0 : (place ?? Math.max(0, Math.min(this.cursor, this.listed.total - 1)));
  }

  /** Lists a screenful; gives the place of the chosen row. */
  private list(wanted: number, chosen: number | null): number | null {
    const room = liveRoom(this.screen.lines);
    const wants = (row: number): boolean => this.wants(row);
    const listing = this.session.list({ order: this.order, wants, limit: room, from: wanted, chosen });
    const { rows, from, place, total } = listing;
    this.from = from;
    this.listed = { connections: rows.map((row) => this.session.connection(row)), rows, total, room };
    return place;
  }

  /** Null where none is chosen, or its row has become another one's. */
  private get chosenRow(): number | null {
    return this.chosen !== null && this.session.idOf(this.chosen.row) === this.chosen.id
      ? this.chosen.row
      : null;
  }

  /** Endpoints do not change, so each connection is asked once; its verdict does. */
  private wants(row: number): boolean {
    if (this.filter === '') return true;
    if (this.session.monitor.codeOf(row)?.includes(this.filter) === true) return true;
    let wanted = this.matches.get(row);
    if (wanted === undefined) {
      wanted = this.session.endpointsOf(row).includes(this.filter);
      this.matches.set(row, wanted);
    }
    return wanted;
  }

  private traceLines(row: number): string[] {
    const { lines, columns } = this.screen;
    const screen = { columns, paint: this.paint };
    const text = [...renderTrace(this.session.examine(row), {}, screen)].join('').trimEnd().split('\n');
    const room = lines - 2;
    this.scroll = Math.max(0, Math.min(this.scroll, text.length - room));
    const end = text.length - this.scroll;
    const shown = text.slice(Math.max(0, end - room), end);
    const blank = Array.from({ length: room - shown.length }, () => '');
    return [...shown, ...blank, '', this.paint.dim('up/down scroll, esc back to all connections')];
  }
}
