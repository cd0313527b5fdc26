/**
 * The columns that a table of connections can have: heading and cell text of each. A text may have several lines; all
 * of it is free of colour, so that its width is its length.
 */
import { roughDuration } from './duration.ts';
import { endpointPair, endpointText } from './endpoint-text.ts';
import type { ConnectionReport } from './model.ts';
import { probesOf, windowProbesOf } from './probe-counts.ts';
import { grouped } from './quantity.ts';
import { shortSettings } from './settings-text.ts';

/** One column of the table. */
export interface Column {
  heading: string;
  align: 'left' | 'right';
  text: (connection: ConnectionReport) => string;
}

export const ID: Column = { heading: '#', align: 'right', text: ({ id }) => String(id) };

export const ENDPOINTS: Column = {
  heading: 'originator -> responder',
  align: 'left',
  text: ({ originator, responder }) => endpointPair(originator, responder),
};

/** The same in two lines, where one would be too wide. */
export const STACKED_ENDPOINTS: Column = {
  heading: 'originator\n-> responder',
  align: 'left',
  text: ({ originator, responder }) => `${endpointText(originator)}\n-> ${endpointText(responder)}`,
};

export const VERDICT: Column = { heading: 'verdict', align: 'left', text: ({ verdict }) => verdict.code };

export const SETTINGS: Column = { heading: 'settings', align: 'left', text: settingsOf };

export const PROBES: Column = { heading: 'probes', align: 'left', text: probesText };

export const STACKED_PROBES: Column = {
  heading: 'probes',
  align: 'left',
  text: (connection) => probesText(connection).replace(', ', '\n'),
};

export const IDLE: Column = {
  heading: 'longest idle',
  align: 'right',
  text: ({ longestIdleSeconds }) => roughDuration(longestIdleSeconds),
};

export const STACKED_IDLE: Column = { ...IDLE, heading: 'longest\nidle' };

/** What wider screens show as well, the most useful first. */
export const EXTRA_COLUMNS: readonly Column[] = [
  { heading: 'first seen', align: 'left', text: ({ firstAt }) => firstAt.slice(0, 19).replace('T', ' ') },
  { heading: 'duration', align: 'right', text: ({ durationSeconds }) => roughDuration(durationSeconds) },
  { heading: 'segments', align: 'right', text: ({ segments }) => grouped(segments) },
  {
    heading: 'octets -> / <-',
    align: 'right',
    text: ({ octets }) => `${grouped(octets.originator)} / ${grouped(octets.responder)}`,
  },
  { heading: 'answered in', align: 'right', text: medianAnswerTime },
];

/** `R 10/5/3 s`, a line for each side that probed; `-` where neither did. */
function settingsOf({ keepalive }: ConnectionReport): string {
  const lines: string[] = [];
  if (keepalive.originator !== null) lines.push(`O ${shortSettings(keepalive.originator)}`);
  if (keepalive.responder !== null) lines.push(`R ${shortSettings(keepalive.responder)}`);
  return lines.length === 0 ? '-' : lines.join('\n');
}

function probesText(connection: ConnectionReport): string {
  const { originator, responder } = connection.keepalive;
  const unanswered = (originator?.unanswered ?? 0) + (responder?.unanswered ?? 0);
  const parts: string[] = [];
  if (originator !== null || responder !== null) parts.push(grouped(probesOf(connection)));
  if (unanswered > 0) parts.push(`${grouped(unanswered)} unanswered`);
  const windowProbes = windowProbesOf(connection);
  if (windowProbes > 0) parts.push(`${grouped(windowProbes)} window`);
  return parts.length === 0 ? '-' : parts.join(', ');
}

function medianAnswerTime({ exchanges }: ConnectionReport): string {
  const times = exchanges.flatMap(({ rttSeconds }) => (rttSeconds === null ? [] : [rttSeconds]));
  const median = times.sort((first, second) => first - second)[times.length >> 1];
  return median === undefined ? '-' : roughDuration(median);
}
