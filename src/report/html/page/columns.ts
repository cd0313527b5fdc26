/** The columns of the table of connections. */
import { roughDuration } from '../../duration.ts';
import { grouped } from '../../quantity.ts';
import type { EmbeddedRow } from '../embedded.ts';
import { type Markup, type MarkupChild, markup } from '../markup.ts';
import { verdictBadge } from '../severity-badge.ts';
import type { ColumnKey } from './row-order.ts';

export interface Column {
  key: ColumnKey;
  heading: string;
  /** `number` stands at the right; `minor` and `least` give way on narrow screens, `least` first. */
  className: string;
  cell: (row: EmbeddedRow) => MarkupChild[];
}

/** The button that opens a connection stands in the first column. */
export const COLUMNS: readonly Column[] = [
  { key: 'id', heading: '#', className: 'id', cell: ({ id }) => [openingButton(id)] },
  {
    key: 'verdict',
    heading: 'verdict',
    className: 'verdict',
    cell: ({ verdict, findings }) => [verdictBadge(verdict), also(findings)],
  },
  { key: 'originator', heading: 'originator', className: 'endpoint', cell: ({ originator }) => [originator] },
  { key: 'responder', heading: 'responder', className: 'endpoint', cell: ({ responder }) => [responder] },
  { key: 'settings', heading: 'settings', className: 'settings minor', cell: ({ settings }) => [settings] },
  { key: 'probes', heading: 'probes', className: 'probes minor', cell: ({ probes }) => [probes] },
  {
    key: 'idle',
    heading: 'longest idle',
    className: 'number idle',
    cell: ({ idle }) => [roughDuration(idle)],
  },
  {
    key: 'duration',
    heading: 'duration',
    className: 'number less',
    cell: ({ duration }) => [roughDuration(duration)],
  },
  {
    key: 'segments',
    heading: 'segments',
    className: 'number segments least',
    cell: ({ segments }) => [grouped(segments)],
  },
  {
    key: 'firstAt',
    heading: 'first seen',
    className: 'moment least',
    cell: ({ firstAt }) => [firstAt.replace('T', ' ')],
  },
];

function openingButton(id: number): Markup {
  return markup('button', { type: 'button', 'data-open': id, 'aria-expanded': 'false' }, `#${id}`);
}

function also(findings: readonly string[]): Markup | string {
  if (findings.length === 0) return '';
  const text = `and ${findings.join(', ')}`;
  return markup(
    'span',
    { class: 'also', title: text, role: 'img', 'aria-label': text },
    `+${findings.length}`,
  );
}
