/**
 * Which connections of an examination are shown. A selection narrows what is listed, never what is counted: the summary
 * is always over everything. Each kind of condition narrows further; several values of one kind are alternatives.
 */
import { KeepscopeError } from '../errors.ts';
import { captureSpan } from './capture-span.ts';
import { hostMatcher, isHost } from './host-matcher.ts';
import { isPointInTime, parseInstant, resolveInstant } from './instant.ts';
import type { CaptureReport, ConnectionReport, Endpoint, VerdictCode } from './model.ts';
import { isSortKey, SORT_KEYS, type SortKey } from './ranking.ts';
import { isVerdictCode, VERDICT_CODES } from './verdict-severity.ts';

/** What is selected; what is left out does not narrow. */
export interface Selection {
  /** Addresses or blocks (`10.0.0.0/8`, `fe80::/10`), of either side. */
  hosts?: readonly string[];
  /** Ports, of either side. */
  ports?: readonly number[];
  /** Ids of connections. */
  connections?: readonly number[];
  verdicts?: readonly VerdictCode[];
  /** Connections that were there at or after this point: ISO 8601, a time of day, or `+90s` from the capture's start. */
  since?: string;
  /** Connections that were there at or before this point. */
  until?: string;
  /** At most so many, the first by `sort`. */
  top?: number;
  sort?: SortKey;
}

/** Throws a usage error for the first value that cannot be meant. */
export function checkSelection(selection: Selection): void {
  for (const host of selection.hosts ?? []) {
    if (!isHost(host)) refuse('host', host, 'an address such as 10.0.0.1 or a block such as 10.0.0.0/8');
  }
  for (const port of selection.ports ?? []) if (!isWhole(port, 0, 65_535)) refuse('port', port, '0 to 65535');
  for (const id of selection.connections ?? []) {
    if (!isWhole(id, 1, Number.MAX_SAFE_INTEGER))
      refuse('connection', id, 'the number of a connection, from 1');
  }
  for (const code of selection.verdicts ?? []) {
    if (!isVerdictCode(code)) refuse('verdict', code, `one of ${VERDICT_CODES.join(', ')}`);
  }
  for (const name of ['since', 'until'] as const) {
    const text = selection[name];
    if (text !== undefined && !isPointInTime(text)) {
      refuse(name, text, 'an instant (2026-01-31T12:29:34Z), a time of day (12:29:34) or an offset (+90s)');
    }
  }
  if (selection.top !== undefined && !isWhole(selection.top, 1, Number.MAX_SAFE_INTEGER)) {
    refuse('top', selection.top, 'a whole number, from 1');
  }
  if (selection.sort !== undefined && !isSortKey(selection.sort)) {
    refuse('sort', selection.sort, `one of ${SORT_KEYS.join(', ')}`);
  }
}

/** Whether the selection leaves any connection out by a condition (`top` is none). */
export function isNarrowed(selection: Selection): boolean {
  const { hosts, ports, connections, verdicts, since, until } = selection;
  const isListed = [hosts, ports, connections, verdicts].some(
    (values) => values !== undefined && values.length > 0,
  );
  return isListed || since !== undefined || until !== undefined;
}

/** The test that the selection's hosts and ports put to a connection's two endpoints. */
export function endpointFilter(selection: Selection): (originator: Endpoint, responder: Endpoint) => boolean {
  const hosts = isGiven(selection.hosts) ? hostMatcher(selection.hosts) : null;
  const ports = isGiven(selection.ports) ? new Set(selection.ports) : null;
  return (originator, responder) =>
    (hosts === null || hosts(originator.address) || hosts(responder.address)) &&
    (ports === null || ports.has(originator.port) || ports.has(responder.port));
}

/** The test that the whole selection puts to a connection of these captures. */
export function connectionFilter(
  selection: Selection,
  captures: readonly CaptureReport[],
): (connection: ConnectionReport) => boolean {
  const hasEndpoint = endpointFilter(selection);
  const ids = isGiven(selection.connections) ? new Set(selection.connections) : null;
  const verdicts = isGiven(selection.verdicts) ? new Set(selection.verdicts) : null;
  const overlaps = spanFilter(selection, captures);
  return (connection) =>
    (ids === null || ids.has(connection.id)) &&
    (verdicts === null || verdicts.has(connection.verdict.code)) &&
    hasEndpoint(connection.originator, connection.responder) &&
    overlaps(connection);
}

function spanFilter(
  selection: Selection,
  captures: readonly CaptureReport[],
): (connection: ConnectionReport) => boolean {
  if (selection.since === undefined && selection.until === undefined) return () => true;
  const span = captureSpan(captures);
  if (span === null) return () => false;
  const since = selection.since === undefined ? null : resolveInstant(selection.since, span);
  const until = selection.until === undefined ? null : resolveInstant(selection.until, span);
  return ({ firstAt, lastAt }) =>
    (since === null || (parseInstant(lastAt) ?? since) >= since) &&
    (until === null || (parseInstant(firstAt) ?? until) <= until);
}

function isGiven<T>(values: readonly T[] | undefined): values is readonly T[] {
  return values !== undefined && values.length > 0;
}

function isWhole(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

function refuse(option: string, value: string | number, expected: string): never {
  throw new KeepscopeError('usage', `--${option}: "${value}" is not understood`, `give ${expected}`);
}
