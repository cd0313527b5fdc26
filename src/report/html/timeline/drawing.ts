/**
 * A timeline as SVG: two lanes, what each side sent on its own, arrows to the other, and between the marks the lengths
 * of the gaps. Behind it, shaded, when each probe was due. The same code draws the picture in the file and the one that
 * can be zoomed in the page.
 */
import { preciseDuration, roughDuration } from '../../duration.ts';
import type { Role } from '../../model.ts';
import { segmentLabel } from '../../trace-ladder.ts';
import { type Markup, markup } from '../markup.ts';
import { type Expectation, expectations, type Expecting } from './expectation.ts';
import { AXIS, CHARACTER, HEIGHT, inward, LABELS, LANES, MIDDLE, peerOf, pixels, TIMES } from './geometry.ts';
import { arrow, cross, glyph, signOf } from './glyphs.ts';
import { LabelRow } from './label-row.ts';
import type { BurstMark, SegmentMark, Timeline } from './marks.ts';
import { stopsOf } from './stops.ts';
import { roomyWidth, type Stretch, timeScale } from './time-scale.ts';

export interface DrawingOptions extends Expecting {
  /** Pixels to fill. */
  width: number;
  /** ISO time of the first segment. */
  firstAt: string;
  /** What the picture shows, in words. */
  description: string;
  /** Whether a frame proves something. */
  isEvidence: (mark: SegmentMark | BurstMark) => boolean;
}

export interface Drawing {
  picture: Markup;
  width: number;
  /** The width from which on no sign overlaps another. */
  roomyWidth: number;
  /** The middle of each mark of the timeline. */
  places: readonly number[];
}

/** Draws the timeline. */
export function drawing(timeline: Timeline, options: DrawingOptions): Drawing {
  const expected = expectations(timeline, options);
  const { stops, spans, captureEnd } = stopsOf(
    timeline,
    expected.filter(({ isAhead }) => isAhead),
  );
  const scale = timeScale(stops, options.width);
  const xOf = (stop: number): number => scale.places[stop] ?? 0;
  const width = Math.ceil(scale.width);
  const rows = {
    originator: new LabelRow(LABELS.originator, width),
    responder: new LabelRow(LABELS.responder, width),
  };
  const layers = {
    arrows: [] as Markup[],
    signs: [] as Markup[],
    words: [] as (Markup | null)[],
  };
  for (const [index, mark] of timeline.marks.entries()) {
    const [first, last] = spans[index] ?? [0, 0];
    if (mark.type === 'segment') drawSegment(mark, xOf(first), options, layers, rows);
    if (mark.type === 'burst') drawBurst(mark, xOf(first), xOf(last), options, layers);
  }
  if (captureEnd !== null) {
    const x = pixels(xOf(captureEnd));
    layers.signs.push(markup('path', { class: 'capture-end', d: `M${x} 24V${AXIS}` }));
    layers.words.push(rows.originator.place(x, 'capture ends', { class: 'quiet' }));
  }
  for (const [index, mark] of timeline.marks.entries()) {
    // Where words of the marks leave room: how much was sent.
    if (mark.type !== 'burst') continue;
    const [first, last] = spans[index] ?? [0, 0];
    const middle = (xOf(first) + xOf(last)) / 2;
    for (const side of ['originator', 'responder'] as const)
      if (mark[side].octets > 0)
        layers.words.push(rows[side].place(middle, octetsText(mark[side].octets), { class: 'quiet' }));
  }
  const picture = markup(
    'svg',
    { class: 'picture', viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: 'img', 'aria-label': options.description },
    ...expected.flatMap((one) => expectationBand(one, scale.placeOf, rows)),
    ...scale.stretches.flatMap(stretchLines),
    ...layers.arrows,
    ...layers.signs,
    ...layers.words.filter((word) => word !== null),
    ...axisTimes(stops, scale.places, width, options.firstAt),
  );
  const places = spans.map(([first, last]) => (xOf(first) + xOf(last)) / 2);
  return { picture, width, roomyWidth: roomyWidth(stops), places };
}

interface Layers {
  arrows: Markup[];
  signs: Markup[];
  words: (Markup | null)[];
}

/** What answers stands at least this far right: the arrow leans so much. */
const LEAN = 5;

function drawSegment(
  mark: SegmentMark,
  x: number,
  { isEvidence }: DrawingOptions,
  { arrows, signs, words }: Layers,
  rows: Readonly<Record<Role, LabelRow>>,
): void {
  const sign = signOf(mark);
  const y = LANES[mark.from];
  const isLost = sign === 'probe-unanswered' || (mark.kind === 'window-probe' && mark.outcome === 'unanswered');
  const isOpenEnded = isLost || sign === 'probe-pending';
  if (sign === 'icmp-error') signs.push(glyph(sign, x, MIDDLE, 1));
  else {
    if (sign !== 'copy') {
      const toX = x + (isOpenEnded ? LEAN / 2 : LEAN);
      arrows.push(arrow(x, y, toX, isOpenEnded ? MIDDLE : LANES[peerOf(mark.from)], !isOpenEnded));
      if (isLost) signs.push(cross(toX, MIDDLE));
    }
    if (isEvidence(mark)) signs.push(markup('circle', { class: 'evidence', cx: pixels(x), cy: y, r: 10 }));
    signs.push(glyph(sign, x, y, inward(mark.from)));
  }
  for (const word of wordsOf(mark)) {
    const placed = rows[mark.from].place(x, word, { class: sign });
    words.push(placed);
    if (placed !== null) break;
  }
}

/** What is written at a mark, the best first: what began and ended the connection, the place of a probe in its run. */
function wordsOf(mark: SegmentMark): readonly string[] {
  switch (mark.kind) {
    case 'syn':
    case 'syn-ack':
    case 'icmp-error':
      return [segmentLabel(mark)];
    case 'fin':
      return ['FIN'];
    case 'reset':
      return mark.note === 'gives-up' ? ['RST, gives up', 'RST'] : ['RST'];
    case 'probe':
      return mark.outcome === 'unanswered' && mark.runPosition !== null ? [String(mark.runPosition)] : [];
    default:
      return [];
  }
}

const BAR = 6;

function drawBurst(mark: BurstMark, fromX: number, toX: number, { isEvidence }: DrawingOptions, { signs }: Layers): void {
  const x = pixels(fromX - 3);
  const width = pixels(toX - fromX + 6);
  if (mark.originator.segments > 0 && mark.responder.segments > 0)
    signs.push(
      markup('rect', { class: 'burst', x, width, y: LANES.originator, height: LANES.responder - LANES.originator }),
    );
  for (const side of ['originator', 'responder'] as const) {
    const { segments, octets } = mark[side];
    if (segments === 0) continue;
    if (isEvidence(mark))
      signs.push(markup('rect', { class: 'evidence', x: x - 3, width: width + 6, y: LANES[side] - 10, height: 20 }));
    const height = octets > 0 ? BAR : BAR / 3;
    signs.push(
      markup('rect', { class: `glyph ${octets > 0 ? 'data' : 'answer'}`, x, width, y: LANES[side] - height, height: 2 * height }),
    );
  }
}

function octetsText(octets: number): string {
  if (octets < 10_000) return `${octets} octets`;
  return octets < 1e7 ? `${Math.round(octets / 1e3)} kB` : `${Math.round(octets / 1e6)} MB`;
}

/** Half of the height of what is shaded around a lane. */
const BAND = 15;

function expectationBand(
  { side, what, from, to, isAhead }: Expectation,
  placeOf: (time: number) => number,
  rows: Readonly<Record<Role, LabelRow>>,
): Markup[] {
  const middle = (placeOf(from) + placeOf(to)) / 2;
  const width = Math.max(6, placeOf(to) - placeOf(from));
  const band = markup('rect', {
    class: `expected ${what}`,
    x: pixels(middle - width / 2),
    width: pixels(width),
    y: LANES[side] - BAND,
    height: 2 * BAND,
  });
  if (!isAhead) return [band];
  const word = rows[side].place(middle, what === 'probe' ? 'next probe due' : 'will give up', { class: 'quiet' });
  return word === null ? [band] : [band, word];
}

/** The two lanes and the axis between two stops, drawn as what the stretch is, and its length where there is room. */
function stretchLines({ kind, fromTime, toTime, fromX, toX }: Stretch): Markup[] {
  const x = pixels(fromX);
  const width = pixels(toX - fromX);
  const lines = [LANES.originator, LANES.responder, AXIS].map((y) =>
    markup('path', { class: `line ${kind}`, d: kind === 'broken' ? brokenLine(x, width, y) : `M${x} ${y}h${width}` }),
  );
  const text = stretchText(kind, toTime - fromTime, width);
  if (text === null) return lines;
  return [
    ...lines,
    markup('text', { class: `gap ${kind}`, x: pixels(fromX + width / 2), y: MIDDLE + 4 }, text),
  ];
}

/** A line with a zigzag in its middle. */
function brokenLine(x: number, width: number, y: number): string {
  const half = pixels(width / 2 - 9);
  return `M${x} ${y}h${half}l3 -5l4 10l4 -10l4 10l3 -5h${half}`;
}

function stretchText(kind: Stretch['kind'], seconds: number, width: number): string | null {
  if (kind === 'omitted') return 'left out';
  const texts = [seconds < 1000 ? preciseDuration(seconds) : roughDuration(seconds), roughDuration(seconds)];
  return texts.find((text) => (text.length + 1) * CHARACTER <= width) ?? null;
}

/** When: the time of day at the beginning, then how long after it. */
function axisTimes(
  stops: readonly { time: number }[],
  places: readonly number[],
  width: number,
  firstAt: string,
): Markup[] {
  const row = new LabelRow(TIMES, width);
  const made: (Markup | null)[] = [];
  const ticks: string[] = [];
  const tick = (index: number): void => {
    const x = places[index] ?? 0;
    const time = stops[index]?.time ?? 0;
    const text = row.place(x, index === 0 ? firstAt.slice(11, 19) : `+${roughDuration(time)}`, { class: 'time' });
    made.push(text);
    if (text !== null) ticks.push(`M${pixels(x)} ${AXIS - 3}v6`);
  };
  if (stops.length > 0) tick(0);
  if (stops.length > 1) tick(stops.length - 1);
  for (let index = 1; index < stops.length - 1; index++) tick(index);
  return [markup('path', { class: 'ticks', d: ticks.join('') }), ...made.filter((text) => text !== null)];
}
