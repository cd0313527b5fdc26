/** What the applications saw, as a list: when a call returned, what it was, what it gave; and what was done in between. */
import type { CallName } from './actor/protocol.ts';
import { callText, resultText } from './call-text.ts';
import type { CallEntry, Journal } from './journal.ts';

/** Calls that say nothing of the connection, unless they fail. */
const PREPARATION: ReadonlySet<CallName> = new Set(['socket', 'bind', 'listen', 'setsockopt', 'getsockname']);
/** A call that took longer, in seconds, is said to have waited. */
const NOTEWORTHY = 0.05;

interface Row {
  /** Seconds since 1970; infinite for what still waits. */
  at: number;
  who: string;
  call: string;
  result: string;
}

/** The lines, with a heading. Times are seconds from the landmark, or from the first call. */
export function seenLines(journal: Journal): string[] {
  const rows = [...callRows(journal), ...eventRows(journal)].sort((one, other) => one.at - other.at);
  const zero = journal.landmark?.at ?? rows[0]?.at ?? 0;
  const heading: Row = { at: zero, who: 'who', call: 'call', result: 'returned' };
  const width = (column: 'who' | 'call'): number =>
    Math.max(...[heading, ...rows].filter(({ result }) => result !== '').map((row) => row[column].length));
  const [who, call] = [width('who'), width('call')];
  const line = (row: Row, time: string): string =>
    `${time.padStart(10)}  ${row.who.padEnd(who)}  ${row.call.padEnd(call)}  ${row.result}`.trimEnd();
  const since = journal.landmark?.name ?? 'the first call';
  return [
    `What the applications saw, seconds from ${since}:`,
    '',
    line(heading, 'seconds'),
    ...rows.map((row) => line(row, Number.isFinite(row.at) ? signed(row.at - zero) : '')),
  ];
}

function callRows({ calls }: Journal): Row[] {
  return calls
    .filter((entry) => isTold(entry) || isReadBack(entry, calls))
    .map((entry) => {
      const { actor, thread, startedAt, result, lostAt } = entry;
      const waited = result === null ? 0 : result.endedAt - startedAt;
      return {
        at: result?.endedAt ?? lostAt ?? Number.POSITIVE_INFINITY,
        who: thread === 'main' ? actor : `${actor} (${thread})`,
        call: callText(entry),
        result: resultText(entry) + (waited > NOTEWORTHY ? `, after ${waited.toFixed(3)} s` : ''),
      };
    });
}

function eventRows({ events }: Journal): Row[] {
  return events.map(({ at, who, text, result }) => ({ at, who, call: text, result: result ?? '' }));
}

function isTold({ call, result }: CallEntry): boolean {
  return !PREPARATION.has(call) || (result !== null && result.errno !== null);
}

/** An option that the application also reads is what the experiment is about. */
function isReadBack({ call, detail, local }: CallEntry, calls: readonly CallEntry[]): boolean {
  if (call !== 'setsockopt') return false;
  const [option] = detail.split(' ');
  return calls.some(
    (other) => other.call === 'getsockopt' && other.detail === option && other.local === local,
  );
}

function signed(seconds: number): string {
  return `${seconds < 0 ? '' : '+'}${seconds.toFixed(6)}`;
}
