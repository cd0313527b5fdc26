/**
 * The table of connections: sorted by a click on a heading, each row opens to its connection. However many rows there
 * are, only those on the screen are elements; two empty rows stand for the others.
 */
import { arrange, htmlElement, required } from './elements.ts';
import { elementId, OpenedRows, type OpenedView } from './opened-rows.ts';
import type { PlacedRow } from './report-data.ts';
import { COLUMN_KEYS, orderedRows, type RowOrder, startsDescending } from './row-order.ts';
import { offsetOf, rowWindow } from './row-window.ts';
import { rowMarkup, spacer } from './table-markup.ts';

export class ConnectionTable {
  readonly table: HTMLTableElement;
  private readonly body: HTMLTableSectionElement;
  private readonly before: HTMLElement = spacer();
  private readonly after: HTMLElement = spacer();
  private readonly opened: OpenedRows;
  private shown: readonly PlacedRow[] = [];
  private fitting: readonly PlacedRow[] = [];
  private order: RowOrder | null = null;
  private isScheduled = false;

  /** `holder` gets the table; `view` makes the details of an opened row. */
  constructor(holder: HTMLElement, view: OpenedView) {
    this.opened = new OpenedRows(view, () => this.schedule());
    this.table = required('table', HTMLTableElement, holder);
    this.body = required('tbody', HTMLTableSectionElement, holder);
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
    this.opened.open(id);
    // Twice: where the row is not made yet, and once it is, for only now the page is as high as it will be.
    window.scrollTo({
      top: this.bodyTop() + offsetOf(index, this.rowHeight(), this.opened.extras(this.shown)),
    });
    this.draw();
    this.button(id)?.closest('tr')?.scrollIntoView({ block: 'start' });
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
    const visible = rowWindow(this.shown.length, rowHeight, this.opened.extras(this.shown), {
      top,
      height: window.innerHeight,
    });
    // Columns that a narrow screen hides do not count.
    const headings = [...this.table.querySelectorAll('thead th')];
    this.opened.span(headings.filter((cell) => cell.getClientRects().length > 0).length);
    const rows = this.shown.slice(visible.first, visible.end).flatMap((row, index) => {
      const details = this.opened.of(row.id);
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
      if (heading.dataset['key'] === key)
        heading.setAttribute('aria-sort', isDescending ? 'descending' : 'ascending');
      else heading.removeAttribute('aria-sort');
    }
    this.show(this.fitting);
  }

  private toggle(id: number): void {
    if (this.opened.of(id) === undefined) this.opened.open(id);
    else this.opened.close(id);
    this.draw();
    this.button(id)?.focus({ preventScroll: true });
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
    const top = this.bodyTop() + offsetOf(next, this.rowHeight(), this.opened.extras(this.shown));
    const least = window.scrollY + this.headHeight();
    if (top < least) window.scrollTo({ top: top - this.headHeight() });
    const bottom = top + this.rowHeight();
    if (bottom > window.scrollY + window.innerHeight) window.scrollTo({ top: bottom - window.innerHeight });
    this.draw();
    this.button(row.id)?.focus({ preventScroll: true });
  }

  /** The element of a row: the one that is there, or a new one. */
  private row(row: PlacedRow, index: number): HTMLElement {
    const isOpen = this.opened.of(row.id) !== undefined;
    const made =
      this.body.querySelector<HTMLElement>(`tr[data-id="${row.id}"]`) ?? htmlElement(rowMarkup(row));
    made.setAttribute('aria-rowindex', String(index + 2));
    made.classList.toggle('open', isOpen);
    const button = made.querySelector('button');
    button?.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) button?.setAttribute('aria-controls', elementId(row.id));
    else button?.removeAttribute('aria-controls');
    return made;
  }

  private button(id: number): HTMLElement | null {
    return this.body.querySelector(`button[data-open="${id}"]`);
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
