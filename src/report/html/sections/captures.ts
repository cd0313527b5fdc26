/** What was read: a line a capture, below it what is wrong with it or was left out. */
import { captureLines, captureName } from '../../capture-lines.ts';
import type { CaptureReport } from '../../model.ts';
import { quantity } from '../../quantity.ts';
import { type Markup, markup } from '../markup.ts';

/** More captures than this are folded away, but for those with something wrong. */
const SHOWN = 3;
/** More of these tell nothing new. */
const SHOWN_TROUBLED = 8;

export function capturesSection(captures: readonly CaptureReport[]): Markup[] {
  if (captures.length <= SHOWN) return [captureList(captures)];
  const troubled = captures.filter(
    ({ complete, anomalies, dropped }) => !complete || anomalies.length > 0 || (dropped ?? 0) > 0,
  );
  return [
    ...(troubled.length === 0 ? [] : [captureList(troubled.slice(0, SHOWN_TROUBLED))]),
    markup('details', {}, markup('summary', {}, quantity(captures.length, 'capture')), captureList(captures)),
  ];
}

function captureList(captures: readonly CaptureReport[]): Markup {
  return markup('ul', { class: 'captures' }, ...captures.map(captureItem));
}

function captureItem(capture: CaptureReport): Markup {
  const name = captureName(capture);
  const [line = '', ...notes] = captureLines([capture], Number.POSITIVE_INFINITY);
  const below = notes.map((note) => markup('li', {}, note.trim()));
  return markup(
    'li',
    {},
    markup('b', {}, name),
    line.slice(name.length),
    ...(below.length === 0 ? [] : [markup('ul', {}, ...below)]),
  );
}
