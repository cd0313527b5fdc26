/** The program of the page: the table of connections, live timelines, links to connections, and what goes on paper. */

import { connectionPanel, enliven } from './connection-panel.ts';
import { ConnectionTable } from './connection-table.ts';
import { element, required } from './elements.ts';
import { ReportData } from './report-data.ts';
import { fittingRows } from './row-query.ts';
import { tableMarkup } from './table-markup.ts';
import { Toolbar } from './toolbar.ts';

/** Rows that go on paper. */
const PRINTED_ROWS = 200;

const data = new ReportData();
const holder = document.getElementById('table');
if (holder !== null) startTable(holder);
enlivenCards();

function startTable(place: HTMLElement): void {
  place.append(element(tableMarkup()));
  const table = new ConnectionTable(place, (id) => connectionPanel(data.connection(id), data.captures));
  const toolbar = new Toolbar((query) => {
    const rows = fittingRows(data.rows, query);
    toolbar.showCount(rows.length, data.rows.length);
    table.show(rows);
  });
  place.before(toolbar.bar);
  toolbar.reset();
  const follow = (): void => {
    const id = Number(/^#connection-(\d+)$/.exec(location.hash)?.[1] ?? Number.NaN);
    if (!data.has(id)) return;
    toolbar.reset();
    table.reveal(id);
  };
  window.addEventListener('hashchange', follow);
  // A link to the connection that is open already changes no hash.
  document.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLAnchorElement && target.hash === location.hash) follow();
  });
  window.addEventListener('beforeprint', () => table.drawForPaper(PRINTED_ROWS));
  window.addEventListener('afterprint', () => table.draw());
  follow();
}

/** The cards of what needs attention are in the file; those that are open get their live timeline at once. */
function enlivenCards(): void {
  for (const card of document.querySelectorAll<HTMLDetailsElement>('details.card')) {
    const enlivenOnce = (): void => {
      if (!card.open || card.dataset['alive'] !== undefined) return;
      card.dataset['alive'] = '';
      const id = Number(card.dataset['connection']);
      if (data.has(id))
        enliven(required('.connection', HTMLElement, card), data.connection(id), data.captures);
    };
    card.addEventListener('toggle', enlivenOnce);
    enlivenOnce();
  }
  // Paper shows them all.
  const wereOpen = new Set<HTMLDetailsElement>();
  window.addEventListener('beforeprint', () => {
    for (const card of document.querySelectorAll<HTMLDetailsElement>('details.card')) {
      if (card.open) wereOpen.add(card);
      card.open = true;
    }
  });
  window.addEventListener('afterprint', () => {
    for (const card of document.querySelectorAll<HTMLDetailsElement>('details.card'))
      card.open = wereOpen.has(card);
    wereOpen.clear();
  });
}
