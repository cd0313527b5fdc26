/** The lines of a timeline between its stops, each drawn as what it is, with its length; and the times below. */
import { preciseDuration, roughDuration } from '../../duration.ts';
import { type Markup, markup } from '../markup.ts';
import { AXIS, CHARACTER, LANES, MIDDLE, pixels, TIMES } from './geometry.ts';
import { LabelRow } from './label-row.ts';
import type { Stretch } from './time-scale.ts';

/** The two lanes and the axis between two stops, drawn as what the stretch is, and its length where there is room. */
export function stretchLines({ kind, isAhead, fromTime, toTime, fromX, toX }: Stretch): Markup[] {
  const x = pixels(fromX);
  const width = pixels(toX - fromX);
  const lines = [LANES.originator, LANES.responder, AXIS].map((y) =>
    markup('path', {
      class: `line ${kind}${isAhead ? ' ahead' : ''}`,
      d: kind === 'broken' ? brokenLine(x, width, y) : `M${x} ${y}h${width}`,
    }),
  );
  const text = isAhead ? null : stretchText(kind, toTime - fromTime, width);
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
export function axisTimes(
  stops: readonly { time: number }[],
  places: readonly number[],
  width: number,
  firstAt: string,
): Markup[] {
  const row = new LabelRow(TIMES, width);
  const made: Markup[] = [];
  const ticks: string[] = [];
  const said = new Set<string>();
  const tick = (index: number): void => {
    const x = places[index] ?? 0;
    const text = index === 0 ? firstAt.slice(11, 19) : `+${roughDuration(stops[index]?.time ?? 0)}`;
    const placed = said.has(text) ? null : row.place(x, text, { class: 'time' });
    if (placed === null) return;
    said.add(text);
    made.push(placed);
    ticks.push(`M${pixels(x)} ${AXIS - 3}v6`);
  };
  if (stops.length > 0) tick(0);
  if (stops.length > 1) tick(stops.length - 1);
  for (let index = 1; index < stops.length - 1; index++) tick(index);
  return [markup('path', { class: 'ticks', d: ticks.join('') }), ...made];
}
