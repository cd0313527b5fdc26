/** What a report was narrowed to, in words: who gets the file has not seen the command. */
import { quantity } from '../quantity.ts';
import { isNarrowed, type Selection } from '../selection.ts';

/** `Selected: 3 connections (host 10.0.0.0/8; verdict peer-dead)`; null where nothing was left out. */
export function selectionText(selection: Selection, total: number): string | null {
  if (!isNarrowed(selection) && selection.top === undefined) return null;
  const { hosts = [], ports = [], connections = [], verdicts = [], since, until, top } = selection;
  const parts = [
    ...listed('host', hosts),
    ...listed('port', ports),
    ...listed('connection', connections),
    ...listed('verdict', verdicts),
    ...(since === undefined ? [] : [`since ${since}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
    ...(top === undefined ? [] : [`the first ${top}`]),
  ];
  return `Selected: ${quantity(total, 'connection')} (${parts.join('; ')}). Counts above are over all.`;
}

function listed(name: string, values: readonly (string | number)[]): string[] {
  return values.length === 0 ? [] : [`${name} ${values.join(' or ')}`];
}
