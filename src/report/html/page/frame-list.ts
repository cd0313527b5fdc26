/** The marks of a timeline as a table, for who reads rather than looks; made when it is opened. */
import { quantity } from '../../quantity.ts';
import { type Markup, markup } from '../markup.ts';
import { markParts, timeOfDay } from '../timeline/description.ts';
import type { Mark, Timeline } from '../timeline/marks.ts';
import { htmlElement } from './elements.ts';

/** The list, folded. */
export function frameList({ marks }: Timeline): HTMLElement {
  const details = htmlElement(
    markup(
      'details',
      { class: 'frames' },
      markup('summary', {}, `The timeline as a list: ${quantity(marks.length, 'entry', 'entries')}`),
    ),
  );
  details.addEventListener('toggle', () => {
    if (details.querySelector('table') === null) details.append(htmlElement(tableOf(marks)));
  });
  return details;
}

const HEADINGS = ['frame', 'time', 'since', 'from', 'what'];

function tableOf(marks: readonly Mark[]): Markup {
  return markup(
    'div',
    { class: 'frame-table', tabindex: 0, role: 'group', 'aria-label': 'Frames' },
    markup(
      'table',
      {},
      markup('thead', {}, markup('tr', {}, ...HEADINGS.map((text) => markup('th', { scope: 'col' }, text)))),
      markup('tbody', {}, ...marks.map(rowOf)),
    ),
  );
}

function rowOf(mark: Mark): Markup {
  if (mark.type === 'omitted')
    return markup(
      'tr',
      {},
      markup('td', { colspan: HEADINGS.length }, `${quantity(mark.entries, 'entry', 'entries')} left out`),
    );
  const { since, who, what } = markParts(mark);
  const frame = mark.type === 'burst' ? `${mark.frame}\u2013${mark.lastFrame}` : String(mark.frame);
  return markup(
    'tr',
    {},
    ...[frame, timeOfDay(mark), since, who, what].map((text) => markup('td', {}, text)),
  );
}
