/** Where the page puts the table of all listed connections. */
import { grouped, quantity } from '../../quantity.ts';
import type { SortKey } from '../../ranking.ts';
import { type Markup, markup } from '../markup.ts';

/** Which connections come first in an order. */
const LEADING: Readonly<Record<SortKey, (count: string) => string>> = {
  severity: (count) => `The gravest ${count}`,
  first: (count) => `The first ${count}`,
  idle: (count) => `The ${count} with the longest idle gaps`,
  duration: (count) => `The ${count} that lasted longest`,
  probes: (count) => `The ${count} with most probes`,
  segments: (count) => `The ${count} with most segments`,
};

/** `listed` rows of `matching` connections that were selected, the first by `sort`. */
export function connectionsSection(listed: number, matching: number, sort: SortKey): Markup {
  const left = matching - listed;
  return markup(
    'section',
    { class: 'connections', 'aria-labelledby': 'connections' },
    markup('h2', { id: 'connections' }, matching === 0 ? 'No connection' : quantity(matching, 'connection')),
    ...(left > 0
      ? [
          markup(
            'p',
            {},
            `${LEADING[sort](grouped(listed))} are listed; --top N lists more, --host, --port and --verdict choose.`,
          ),
        ]
      : []),
    ...(matching === 0
      ? [markup('p', {}, 'No connection matches the selection, or the captures hold none.')]
      : [
          markup(
            'noscript',
            {},
            markup('p', {}, 'The table of all connections needs JavaScript; what stands above does not.'),
          ),
          markup('div', { id: 'table' }),
        ]),
  );
}
