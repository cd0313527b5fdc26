/**
 * A timeline as SVG: two lanes, what each side sent on its own, arrows to the other, and between the marks the lengths
 * of the gaps. Behind it, shaded, when each probe was due. The same code draws the picture in the file and the one that
 * can be zoomed in the page.
 */
import { type Markup, markup } from '../markup.ts';
import { axisTimes, stretchLines } from './axis.ts';
import { type Expectation, type Expecting, expectations } from './expectation.ts';
import { AXIS, HEIGHT, LABELS, LANES, pixels } from './geometry.ts';
import { LabelRow } from './label-row.ts';
import { legend } from './legend.ts';
import { drawBurst, drawSegment, type LabelRows, type Layers, octetsLabels } from './mark-signs.ts';
import type { BurstMark, SegmentMark, Timeline } from './marks.ts';
import { stopsOf } from './stops.ts';
import { roomyWidth, timeScale } from './time-scale.ts';

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
  legend: Markup;
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
  const rows: LabelRows = {
    originator: new LabelRow(LABELS.originator, width),
    responder: new LabelRow(LABELS.responder, width),
  };
  const layers: Layers = { arrows: [], signs: [], words: [] };
  for (const [index, mark] of timeline.marks.entries()) {
    const [first, last] = spans[index] ?? [0, 0];
    if (mark.type === 'segment') drawSegment(mark, xOf(first), options, layers, rows);
    if (mark.type === 'burst') drawBurst(mark, xOf(first), xOf(last), options, layers);
  }
  const places = spans.map(([first, last]) => (xOf(first) + xOf(last)) / 2);
  if (captureEnd !== null) {
    const x = pixels(xOf(captureEnd));
    layers.signs.push(markup('path', { class: 'capture-end', d: `M${x} 24V${AXIS}` }));
    layers.words.push(rows.originator.place(x, 'capture ends', { class: 'quiet' }));
  }
  layers.words.push(...octetsLabels(timeline.marks, places, rows));
  const picture = markup(
    'svg',
    {
      class: 'picture',
      viewBox: `0 0 ${width} ${HEIGHT}`,
      width,
      height: HEIGHT,
      role: 'img',
      'aria-label': options.description,
    },
    ...expected.flatMap((one) => expectationBand(one, scale.placeOf, rows)),
    ...scale.stretches.flatMap(stretchLines),
    ...layers.arrows,
    ...layers.signs,
    ...layers.words.filter((word) => word !== null),
    ...axisTimes(stops, scale.places, width, options.firstAt),
  );
  const kinds = new Set(scale.stretches.map(({ kind }) => kind));
  return { picture, legend: legend(timeline, expected, kinds), width, roomyWidth: roomyWidth(stops), places };
}

/** Half of the height of what is shaded around a lane. */
const BAND = 15;

function expectationBand(
  { side, what, from, to, isAhead }: Expectation,
  placeOf: (time: number) => number,
  rows: LabelRows,
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
  const word = rows[side].place(middle, what === 'probe' ? 'next probe due' : 'will give up', {
    class: 'quiet',
  });
  return word === null ? [band] : [band, word];
}
