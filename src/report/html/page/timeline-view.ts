/**
 * A timeline that can be zoomed, panned and walked through: the picture of timeline/, drawn for the width at hand, in a
 * part of the page that scrolls. Zooming draws it wider; words and signs keep their size.
 */
import type { CaptureNames, Details } from '../embedded.ts';
import { markup } from '../markup.ts';
import { markText } from '../timeline/description.ts';
import type { Drawing } from '../timeline/drawing.ts';
import { drawingOf, pictured, timelineFigure } from '../timeline/figure.ts';
import { HEIGHT } from '../timeline/geometry.ts';
import type { Timeline } from '../timeline/marks.ts';
import { element, htmlElement, required } from './elements.ts';
import { makePannable } from './panning.ts';

const ZOOM_STEP = 1.6;
/** Browsers draw nothing much wider. */
const WIDEST = 60_000;
/** Where signs overlap by no more than this, nobody has to scroll. */
const TOLERABLE = 1.3;
/** Drawn first for this, until the page says how wide it is. */
const UNKNOWN_WIDTH = 860;

export class TimelineView {
  readonly figure: HTMLElement;
  private readonly details: Details;
  private readonly timeline: Timeline;
  private readonly captures: CaptureNames;
  private readonly scroll: HTMLElement;
  private readonly tip: HTMLElement;
  private readonly cursor: HTMLElement;
  private drawing: Drawing;
  /** Null until somebody zooms: then the width is chosen by what there is to show. */
  private width: number | null = null;
  private available = UNKNOWN_WIDTH;
  private current: number | null = null;

  constructor(details: Details, timeline: Timeline, captures: CaptureNames) {
    this.details = details;
    this.timeline = pictured(details, timeline);
    this.captures = captures;
    this.drawing = drawingOf(details, this.timeline, UNKNOWN_WIDTH);
    this.figure = htmlElement(timelineFigure(details, this.drawing, 'live'));
    this.scroll = required('.scroll', HTMLElement, this.figure);
    this.cursor = htmlElement(markup('div', { class: 'cursor', hidden: true }));
    this.tip = htmlElement(markup('div', { class: 'tip', role: 'status', hidden: true }));
    this.prepare();
    new ResizeObserver(() => this.fitTo(this.scroll.clientWidth)).observe(this.scroll);
  }

  private prepare(): void {
    const { scroll, figure } = this;
    scroll.tabIndex = 0;
    scroll.setAttribute('role', 'group');
    scroll.setAttribute(
      'aria-label',
      `Timeline of connection ${this.details.id}. Left and Right go from frame to frame, plus and minus zoom, 0 shows all.`,
    );
    figure.append(this.tools(), this.tip);
    scroll.append(this.cursor);
    scroll.addEventListener('keydown', (event) => this.press(event));
    scroll.addEventListener('pointermove', (event) => this.point(event));
    scroll.addEventListener('pointerdown', (event) => this.point(event));
    scroll.addEventListener('pointerleave', () => this.select(null));
    scroll.addEventListener('blur', () => this.select(null));
    scroll.addEventListener('scroll', () => this.placeTip(), { passive: true });
    scroll.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    makePannable(scroll);
  }

  private tools(): HTMLElement {
    const button = (name: string, label: string, act: () => void): HTMLElement => {
      const made = htmlElement(markup('button', { type: 'button', 'aria-label': label, title: label }, name));
      made.addEventListener('click', act);
      return made;
    };
    const tools = htmlElement(markup('div', { class: 'tools', role: 'group', 'aria-label': 'Zoom' }));
    tools.append(
      button('\u2212', 'Zoom out', () => this.zoom(1 / ZOOM_STEP)),
      button('+', 'Zoom in', () => this.zoom(ZOOM_STEP)),
      button('Fit', 'Fit all of it', () => this.fit()),
    );
    return tools;
  }

  private fitTo(available: number): void {
    if (available === 0 || available === this.available) return;
    const isFirst = this.available === UNKNOWN_WIDTH && this.width === null;
    this.available = available;
    this.draw();
    // What became of it stands at the end.
    if (isFirst) this.scroll.scrollLeft = this.scroll.scrollWidth;
  }

  private fit(): void {
    this.width = this.available;
    this.draw();
  }

  /** Zooms around a point of the picture on the screen, in pixels from its left edge; its middle unless given. */
  private zoom(factor: number, at: number = this.available / 2): void {
    const anchor = this.nearest(this.scroll.scrollLeft + at);
    const offset = (this.drawing.places[anchor] ?? 0) - this.scroll.scrollLeft;
    const least = this.available;
    this.width = Math.min(WIDEST, Math.max(least, this.drawing.width * factor));
    this.draw();
    this.scroll.scrollLeft = (this.drawing.places[anchor] ?? 0) - offset;
  }

  private draw(): void {
    const { available, drawing } = this;
    const { roomyWidth } = drawing;
    const chosen = roomyWidth <= available * TOLERABLE ? available : Math.min(WIDEST, roomyWidth);
    const width = Math.max(available, this.width ?? chosen);
    this.drawing = drawingOf(this.details, this.timeline, width);
    this.scroll.querySelector('svg')?.replaceWith(element(this.drawing.picture));
    this.select(this.current);
  }

  private press(event: KeyboardEvent): void {
    const last = this.timeline.marks.length - 1;
    const { current } = this;
    const actions: Readonly<Record<string, () => void>> = {
      ArrowRight: () => this.walkTo(current === null ? 0 : Math.min(last, current + 1)),
      ArrowLeft: () => this.walkTo(current === null ? last : Math.max(0, current - 1)),
      Home: () => this.walkTo(0),
      End: () => this.walkTo(last),
      '+': () => this.zoom(ZOOM_STEP),
      '=': () => this.zoom(ZOOM_STEP),
      '-': () => this.zoom(1 / ZOOM_STEP),
      '0': () => this.fit(),
      Escape: () => this.select(null),
    };
    const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  }

  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, event.clientX - this.scroll.getBoundingClientRect().left);
  }

  private point(event: PointerEvent): void {
    const x = event.clientX - this.scroll.getBoundingClientRect().left + this.scroll.scrollLeft;
    this.select(this.nearest(x));
  }

  /** The mark nearest to a place of the picture. */
  private nearest(x: number): number {
    const { places } = this.drawing;
    let best = 0;
    for (const [index, place] of places.entries())
      if (Math.abs(place - x) < Math.abs((places[best] ?? 0) - x)) best = index;
    return best;
  }

  private walkTo(index: number): void {
    const x = this.drawing.places[index] ?? 0;
    const { scrollLeft } = this.scroll;
    if (x < scrollLeft + 30 || x > scrollLeft + this.available - 30)
      this.scroll.scrollLeft = x - this.available / 2;
    this.select(index);
  }

  private select(index: number | null): void {
    this.current = index;
    const mark = index === null ? undefined : this.timeline.marks[index];
    this.tip.hidden = mark === undefined;
    this.cursor.hidden = mark === undefined;
    if (mark === undefined || index === null) return;
    this.tip.textContent = markText(mark, this.captures);
    this.cursor.style.left = `${this.drawing.places[index] ?? 0}px`;
    this.cursor.style.height = `${HEIGHT}px`;
    this.placeTip();
  }

  /** Over the mark, as far as the figure's edges let it. */
  private placeTip(): void {
    if (this.current === null) return;
    const left = this.scroll.offsetLeft + (this.drawing.places[this.current] ?? 0) - this.scroll.scrollLeft;
    const half = this.tip.offsetWidth / 2;
    const most = Math.max(half, this.figure.clientWidth - half);
    this.tip.style.left = `${Math.min(Math.max(left, half), most)}px`;
  }
}
