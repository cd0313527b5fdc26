/** The details below open rows: their elements, which stay the same while a row is open, and their heights. */

/** Makes what an open row shows. */
export type OpenedView = (id: number) => HTMLElement;

export class OpenedRows {
  private readonly view: OpenedView;
  private readonly observer: ResizeObserver;
  private readonly elements: Map<number, HTMLTableRowElement> = new Map();
  private readonly heights: Map<number, number> = new Map();

  /** `changed` is called when a height is another than before. */
  constructor(view: OpenedView, changed: () => void) {
    this.view = view;
    this.observer = new ResizeObserver((entries) => {
      if (this.measure(entries)) changed();
    });
  }

  /** The element of an open row's details. */
  of(id: number): HTMLTableRowElement | undefined {
    return this.elements.get(id);
  }

  open(id: number): void {
    if (this.elements.has(id)) return;
    const row = document.createElement('tr');
    row.className = 'opened';
    row.id = elementId(id);
    const cell = document.createElement('td');
    cell.append(this.view(id));
    row.append(cell);
    this.elements.set(id, row);
    this.observer.observe(row);
  }

  close(id: number): void {
    const row = this.elements.get(id);
    if (row !== undefined) this.observer.unobserve(row);
    this.elements.delete(id);
    this.heights.delete(id);
  }

  /** As wide as so many columns: a wider cell would add columns of its own. */
  span(columns: number): void {
    for (const { firstElementChild: cell } of this.elements.values())
      if (cell instanceof HTMLTableCellElement) cell.colSpan = columns;
  }

  /** Heights by the index of their row in `shown`. */
  extras(shown: readonly { id: number }[]): ReadonlyMap<number, number> {
    const extras = new Map<number, number>();
    if (this.elements.size === 0) return extras;
    for (const [index, { id }] of shown.entries())
      if (this.elements.has(id)) extras.set(index, this.heights.get(id) ?? 0);
    return extras;
  }

  private measure(entries: readonly ResizeObserverEntry[]): boolean {
    let isChanged = false;
    for (const { target } of entries) {
      if (!target.isConnected) continue;
      const id = Number(target.id.slice(elementId('').length));
      const { height } = target.getBoundingClientRect();
      isChanged ||= Math.abs((this.heights.get(id) ?? 0) - height) > 1;
      this.heights.set(id, height);
    }
    return isChanged;
  }
}

/** For aria-controls. */
export function elementId(id: number | string): string {
  return `opened-${id}`;
}
