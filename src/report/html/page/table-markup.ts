/** The elements that the table of connections is made of. */
import { type Markup, markup } from '../markup.ts';
import { COLUMNS, type Column } from './columns.ts';
import { htmlElement } from './elements.ts';
import type { PlacedRow } from './report-data.ts';

/** The empty table. */
export function tableMarkup(): Markup {
  return markup(
    'table',
    { class: 'rows', tabindex: -1 },
    markup('caption', {}, 'Connections; a heading sorts, a row opens to its timeline'),
    markup('thead', {}, markup('tr', { 'aria-rowindex': 1 }, ...COLUMNS.map(headingCell))),
    markup('tbody', {}),
  );
}

function headingCell({ key, heading, className }: Column): Markup {
  return markup(
    'th',
    { scope: 'col', class: className, 'data-key': key },
    markup('button', { type: 'button' }, heading),
  );
}

/** A row that is not open. */
export function rowMarkup(row: PlacedRow): Markup {
  return markup(
    'tr',
    { 'data-id': row.id },
    ...COLUMNS.map(({ key, className, cell }) =>
      key === 'id'
        ? markup('th', { scope: 'row', class: className }, ...cell(row))
        : markup('td', { class: className }, ...cell(row)),
    ),
  );
}

/** Stands for rows that are not made. */
export function spacer(): HTMLElement {
  return htmlElement(markup('tr', { class: 'spacer', 'aria-hidden': 'true' }));
}
