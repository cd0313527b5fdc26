/** Where the page puts the table of all listed connections. */
import { grouped, quantity } from '../../quantity.ts';
import { type Markup, markup } from '../markup.ts';

/** `listed` rows of `matching` connections that were selected. */
export function connectionsSection(listed: number, matching: number): Markup {
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
            `The gravest ${grouped(listed)} are listed; --top N lists more, --host, --port and --verdict choose.`,
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
