/** What was read: a line a capture, below it what is wrong with it or was left out. */
import { captureLines, captureName } from '../../capture-lines.ts';
import type { CaptureReport } from '../../model.ts';
import { quantity } from '../../quantity.ts';
import { type Markup, markup } from '../markup.ts';

/** More captures than this are folded away. */
const SHOWN = 3;

export function capturesSection(captures: readonly CaptureReport[]): Markup[] {
  const list = markup('ul', { class: 'captures' }, ...captures.map(captureItem));
  if (captures.length <= SHOWN) return [list];
  return [
    markup('p', { class: 'facts' }, captureLines(captures, Number.POSITIVE_INFINITY)[0] ?? ''),
    markup('details', {}, markup('summary', {}, quantity(captures.length, 'capture')), list),
  ];
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
