/** What the page holds of each listed connection, as data: a row, and the details that it shows when it is open. */
import { PROBES, SETTINGS } from '../connection-cells.ts';
import { endpointText } from '../endpoint-text.ts';
import type { Examination } from '../examination.ts';
import type { ConnectionReport } from '../model.ts';
import { probesOf } from '../probe-counts.ts';
import type { Details, EmbeddedRow } from './embedded.ts';
import { type Timeline, timelineOf } from './timeline/marks.ts';

/** What an open connection shows beside its timeline. */
export function detailsOf({ exchanges, windowProbes, ...details }: ConnectionReport): Details {
  return details;
}

/** Null where none was recorded. */
export function timelineOfConnection(
  { id, firstAt }: Pick<ConnectionReport, 'id' | 'firstAt'>,
  examination: Examination,
): Timeline | null {
  const timeline = timelineOf(examination.trace(id), firstAt, endOfCaptures(examination));
  return timeline.marks.length === 0 ? null : timeline;
}

/** The latest last frame. Times of this form are ordered as texts are. */
function endOfCaptures({ captures }: Examination): string {
  return captures.reduce((latest, { lastAt }) => (lastAt !== null && lastAt > latest ? lastAt : latest), '');
}

/** The row of a connection. */
export function rowOf(connection: ConnectionReport): EmbeddedRow {
  const { id, verdict, findings, durationSeconds, longestIdleSeconds, segments, firstAt } = connection;
  return {
    id,
    originator: endpointText(connection.originator),
    responder: endpointText(connection.responder),
    verdict: verdict.code,
    settings: SETTINGS.text(connection).replace('\n', ', '),
    probes: PROBES.text(connection),
    probeCount: probesOf(connection),
    idle: longestIdleSeconds,
    duration: durationSeconds,
    segments,
    firstAt: firstAt.slice(0, 19),
    findings: findings.map(({ code }) => code),
  };
}
