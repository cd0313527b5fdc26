/** An examination's connections as a selection asks for them, for the formats that list each one in full. */
import type { Examination } from './examination.ts';
import type { ConnectionReport, VerdictCode } from './model.ts';
import { leaders, rankingBy } from './ranking.ts';
import { connectionFilter, type Selection } from './selection.ts';

/**
 * The selected connections in their order: by id unless the selection sorts; the gravest first where it asks for the
 * top only. Streams where the order is that of ids; sorting holds what it sorts.
 */
export function* selectedConnections(
  examination: Examination,
  selection: Selection,
): Generator<ConnectionReport> {
  const { top = Number.POSITIVE_INFINITY } = selection;
  const sort = selection.sort ?? (selection.top === undefined ? 'first' : 'severity');
  const matching = matchingConnections(examination, selection);
  if (sort !== 'first') {
    yield* leaders(matching, rankingBy(sort), top).connections;
    return;
  }
  let given = 0;
  for (const connection of matching) {
    yield connection;
    given += 1;
    if (given >= top) return;
  }
}

/** The connections that meet the selection's conditions, in the order of ids; `top` and `sort` are not applied. */
export function* matchingConnections(
  examination: Examination,
  selection: Selection,
): Generator<ConnectionReport> {
  const matches = connectionFilter(selection, examination.captures);
  const verdicts = verdictsOf(selection);
  for (const connection of examination.connections(verdicts)) if (matches(connection)) yield connection;
}

function verdictsOf({ verdicts }: Selection): ReadonlySet<VerdictCode> | undefined {
  return verdicts === undefined || verdicts.length === 0 ? undefined : new Set(verdicts);
}
