/** What the signs of a timeline mean: those that occur in it. */
import { type Markup, markup } from '../markup.ts';
import type { Expectation } from './expectation.ts';
import { cross, glyph, LEGEND, type Sign, signOf } from './glyphs.ts';
import type { Timeline } from './marks.ts';
import type { StretchKind } from './time-scale.ts';

/** A list under the picture. */
export function legend(
  { marks, captureEnd }: Timeline,
  expected: readonly Expectation[],
  stretches: ReadonlySet<StretchKind>,
): Markup {
  const present = new Set<string>();
  for (const mark of marks) {
    if (mark.type === 'segment') present.add(signOf(mark));
    if (mark.type !== 'burst') continue;
    present.add(mark.originator.octets + mark.responder.octets > 0 ? 'data' : 'answer');
  }
  const isSign = (text: string): text is Sign => Object.hasOwn(LEGEND, text);
  const items = Object.keys(LEGEND)
    .filter(isSign)
    .filter((sign) => present.has(sign))
    .map((sign) => item(signPicture(sign), LEGEND[sign]));
  if (
    marks.some(
      (mark) => mark.type === 'segment' && mark.kind === 'window-probe' && mark.outcome === 'unanswered',
    )
  )
    items.push(item([cross(10, 9)], 'no answer'));
  if (expected.some(({ what }) => what === 'probe'))
    items.push(item(bandPicture('probe'), 'probe due by the settings'));
  if (expected.some(({ what }) => what === 'give-up'))
    items.push(item(bandPicture('give-up'), 'gives up by the settings'));
  if (captureEnd !== null)
    items.push(item([markup('path', { class: 'capture-end', d: 'M10 1v16' })], 'end of the capture'));
  if (stretches.has('broken'))
    items.push(item([linePicture('broken', 'M0 9h5l2 -4l4 8l4 -8l2 4h5')], 'gap drawn shorter'));
  if (stretches.has('spread')) items.push(item([linePicture('spread', 'M0 9h22')], 'drawn longer'));
  items.push(item([markup('circle', { class: 'evidence', cx: 10, cy: 9, r: 7 })], 'evidence'));
  return markup('ul', { class: 'legend' }, ...items);
}

function signPicture(sign: Sign): Markup[] {
  const picture = glyph(sign, sign === 'probe-unanswered' ? 7 : 10, 9, 1);
  return sign === 'probe-unanswered' ? [picture, cross(17, 9)] : [picture];
}

function bandPicture(what: Expectation['what']): Markup[] {
  return [markup('rect', { class: `expected ${what}`, x: 3, y: 2, width: 14, height: 14 })];
}

function linePicture(kind: StretchKind, d: string): Markup {
  return markup('path', { class: `line ${kind}`, d });
}

function item(picture: readonly Markup[], text: string): Markup {
  const shown = markup(
    'svg',
    { class: 'sign', viewBox: '0 0 22 18', width: 22, height: 18, 'aria-hidden': 'true' },
    ...picture,
  );
  return markup('li', {}, shown, text);
}
