/**
 * The table of connections: sorted by a click on a heading, each row opens to its connection. However many rows there
 * are, only those on the screen are elements; two empty rows stand for the others.
 */
import { type Markup, markup } from '../markup.ts';
import { COLUMNS, type Column } from './columns.ts';
import { htmlElement, required } from './elements.ts';
import type { PlacedRow } from './report-data.ts';
import { COLUMN_KEYS, orderedRows, type RowOrder, startsDescending } from './row-order.ts';
import { offsetOf, rowWindow } from './row-window.ts';

/** Makes what an open row shows. */
export type OpenedView = (id: number) => HTMLElement;

export class ConnectionTable {
  readonly table: HTMLTableElement;
  private readonly body: HTMLTableSectionElement;
  private readonly view: OpenedView;
  private readonly before: HTMLElement = spacer();
  private readonly after: HTMLElement = spacer();
  private readonly opened: Map<number, HTMLTableRowElement> = new Map();
  private readonly heights: Map<number, number> = new Map();
  private readonly observer: ResizeObserver;
  private shown: readonly PlacedRow[] = [];
  private fitting: readonly PlacedRow[] = [];
  private order: RowOrder | null = null;
  private isScheduled = false;

  /** `holder` gets the table; `view` makes the details of an opened row. */
  constructor(holder: HTMLElement, view: OpenedView) {
    this.view = view;
    this.table = required('table', HTMLTableElement, holder);
    this.body = required('tbody', HTMLTableSectionElement, holder);
    this.observer = new ResizeObserver((entries) => this.measure(entries));
    this.table.addEventListener('click', (event) => this.click(event));
    this.body.addEventListener('keydown', (event) => this.step(event));
    for (const name of ['scroll', 'resize'] as const)
      window.addEventListener(name, () => this.schedule(), { passive: true });
  }

  /** Shows these rows, in the order that was chosen. */
  show(rows: readonly PlacedRow[]): void {
    this.fitting = rows;
    this.shown = this.order === null ? rows : orderedRows(rows, this.order);
    this.table.setAttribute('aria-rowcount', String(rows.length + 1));
    this.draw();
  }

  /** Opens a row and brings it to the screen. */
  reveal(id: number): void {
    const index = this.shown.findIndex((row) => row.id === id);
    if (index < 0) return;
    this.open(id);
    const top = this.bodyTop() + offsetOf(index, this.rowHeight(), this.extras());
    window.scrollTo({ top: Math.max(0, top - this.headHeight() - 8) });
    this.draw();
    this.button(id)?.focus({ preventScroll: true });
  }

  /** Makes all of the first `count` rows, for paper, until draw() is called again. */
  drawForPaper(count: number): void {
    arrange(
      this.body,
      this.shown.slice(0, count).map((row, index) => this.row(row, index)),
    );
  }

  /** Makes the rows that are on the screen. */
  draw(): void {
    const focused = document.activeElement;
    const rowHeight = this.rowHeight();
    const top = window.scrollY - this.bodyTop();
    const visible = rowWindow(this.shown.length, rowHeight, this.extrasByIndex(), { top, height: window.innerHeight });
    // Columns that a narrow screen hides do not count: a wider cell would add columns of its own.
    const columns = [...this.table.querySelectorAll('thead th')].filter((cell) => cell.getClientRects().length > 0);
    for (const { firstElementChild: cell } of this.opened.values())
      if (cell instanceof HTMLTableCellElement) cell.colSpan = columns.length;
    const rows = this.shown.slice(visible.first, visible.end).flatMap((row, index) => {
      const details = this.opened.get(row.id);
      const made = this.row(row, visible.first + index);
      return details === undefined ? [made] : [made, details];
    });
    this.before.style.height = `${visible.before}px`;
    this.after.style.height = `${visible.after}px`;
    arrange(this.body, [this.before, ...rows, this.after]);
    // Whoever was on a row that left the screen is not lost.
    if (focused instanceof HTMLElement && !focused.isConnected) this.table.focus({ preventScroll: true });
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    requestAnimationFrame(() => {
      this.isScheduled = false;
      this.draw();
    });
  }

  private click(event: MouseEvent): void {
    const { target } = event;
    if (!(target instanceof Element)) return;
    const heading = target.closest('th[data-key]');
    if (heading instanceof HTMLElement) this.sortBy(heading.dataset['key'] ?? '');
    const row = target.closest('tr[data-id]');
    const isSelecting = getSelection()?.isCollapsed === false;
    if (row instanceof HTMLElement && !(isSelecting && target.closest('button') === null))
      this.toggle(Number(row.dataset['id']));
  }

  private sortBy(name: string): void {
    const key = COLUMN_KEYS.find((one) => one === name);
    if (key === undefined) return;
    const isDescending = this.order?.key === key ? !this.order.isDescending : startsDescending(key);
    this.order = { key, isDescending };
    for (const heading of this.table.querySelectorAll<HTMLElement>('th[data-key]')) {
      if (heading.dataset['key'] === key) heading.setAttribute('aria-sort', isDescending ? 'descending' : 'ascending');
      else heading.removeAttribute('aria-sort');
    }
    this.show(this.fitting);
  }

  private toggle(id: number): void {
    const details = this.opened.get(id);
    if (details === undefined) this.open(id);
    else {
      this.observer.unobserve(details);
      this.opened.delete(id);
      this.heights.delete(id);
    }
    this.draw();
    this.button(id)?.focus({ preventScroll: true });
  }

  private open(id: number): void {
    if (this.opened.has(id)) return;
    const details = document.createElement('tr');
    details.className = 'opened';
    details.id = `opened-${id}`;
    const cell = document.createElement('td');
    cell.append(this.view(id));
    details.append(cell);
    this.opened.set(id, details);
    this.observer.observe(details);
  }

  /** Up, Down, Home and End go from connection to connection, also to those that are not made yet. */
  private step(event: KeyboardEvent): void {
    const { target } = event;
    if (!(target instanceof HTMLElement) || target.dataset['open'] === undefined) return;
    const index = this.shown.findIndex(({ id }) => id === Number(target.dataset['open']));
    const last = this.shown.length - 1;
    const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: last }[event.key];
    const row = next === undefined ? undefined : this.shown[next];
    if (next === undefined || row === undefined) return;
    event.preventDefault();
    const top = this.bodyTop() + offsetOf(next, this.rowHeight(), this.extras());
    const least = window.scrollY + this.headHeight();
    if (top < least) window.scrollTo({ top: top - this.headHeight() });
    const bottom = top + this.rowHeight();
    if (bottom > window.scrollY + window.innerHeight) window.scrollTo({ top: bottom - window.innerHeight });
    this.draw();
    this.button(row.id)?.focus({ preventScroll: true });
  }

  /** The element of a row: the one that is there, or a new one. */
  private row(row: PlacedRow, index: number): HTMLElement {
    const isOpen = this.opened.has(row.id);
    const made = this.body.querySelector<HTMLElement>(`tr[data-id="${row.id}"]`) ?? htmlElement(rowMarkup(row));
    made.setAttribute('aria-rowindex', String(index + 2));
    made.classList.toggle('open', isOpen);
    const button = made.querySelector('button');
    button?.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) button?.setAttribute('aria-controls', `opened-${row.id}`);
    else button?.removeAttribute('aria-controls');
    return made;
  }

  private button(id: number): HTMLElement | null {
    return this.body.querySelector(`button[data-open="${id}"]`);
  }

  private measure(entries: readonly ResizeObserverEntry[]): void {
    let isChanged = false;
    for (const { target } of entries) {
      if (!target.isConnected) continue;
      const id = Number(target.id.slice('opened-'.length));
      const { height } = target.getBoundingClientRect();
      isChanged ||= Math.abs((this.heights.get(id) ?? 0) - height) > 1;
      this.heights.set(id, height);
    }
    if (isChanged) this.schedule();
  }

  private extrasByIndex(): ReadonlyMap<number, number> {
    const extras = new Map<number, number>();
    if (this.opened.size === 0) return extras;
    for (const [index, { id }] of this.shown.entries())
      if (this.opened.has(id)) extras.set(index, this.heights.get(id) ?? 0);
    return extras;
  }

  private extras(): (readonly [number, number])[] {
    return [...this.extrasByIndex()];
  }

  /** Of the page, in pixels: where the first row begins. */
  private bodyTop(): number {
    return this.body.getBoundingClientRect().top + window.scrollY;
  }

  private headHeight(): number {
    return this.table.tHead?.offsetHeight ?? 0;
  }

  /** The style sheet knows; it differs between wide and narrow screens. */
  private rowHeight(): number {
    return Number.parseFloat(getComputedStyle(this.table).getPropertyValue('--row')) || 36;
  }
}

/** The empty table. */
export function tableMarkup(): Markup {
  return markup(
    'table',
    { class: 'rows', tabindex: -1 },
    markup('caption', {}, 'Connections; a heading sorts, a row opens to its timeline'),
    markup('thead', {}, markup('tr', { 'aria-rowindex': 1 }, ...COLUMNS.map(headingCell))),
    markup('tbody', {}),
  );
}

function headingCell({ key, heading, className }: Column): Markup {
  return markup(
    'th',
    { scope: 'col', class: className, 'data-key': key },
    markup('button', { type: 'button' }, heading),
  );
}

function rowMarkup(row: PlacedRow): Markup {
  return markup(
    'tr',
    { 'data-id': row.id },
    ...COLUMNS.map(({ key, className, cell }) =>
      key === 'id'
        ? markup('th', { scope: 'row', class: className }, ...cell(row))
        : markup('td', { class: className }, ...cell(row)),
    ),
  );
}

/** Stands for rows that are not made. */
function spacer(): HTMLElement {
  return htmlElement(markup('tr', { class: 'spacer', 'aria-hidden': 'true' }));
}

/** Makes `wanted` the children, and leaves alone those that are: what is taken out and put back forgets where it was. */
function arrange(parent: HTMLElement, wanted: readonly HTMLElement[]): void {
  const kept = new Set<Node>(wanted);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const child of wanted) {
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
}
