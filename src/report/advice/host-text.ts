/** A machine's keepalive values and its connections without keepalive, on a screen. */

import type { Question } from '../../advice/advice.ts';
import { type HostFacts, type HostSocket, retransmissionTimeout } from '../../advice/host-facts.ts';
import { checkLimit } from '../../advice/limit-check.ts';
import { HALF_CLOSED_ONLY, MIDDLEBOXES } from '../../diagnosis/middleboxes.ts';
import { fullDuration, plainSeconds } from '../duration.ts';
import { endpointText } from '../endpoint-text.ts';
import type { ScreenOptions } from '../paint.ts';
import { plainText } from '../plain-text.ts';
import { quantity } from '../quantity.ts';
import { wrappedText } from '../wrapped-text.ts';
import { alignedRows } from './aligned-rows.ts';
import { limitText } from './check-text.ts';
import { detectionText, settingsText } from './settings-lines.ts';

/** Connections that a screen lists; JSON has all. */
const LISTED = 50;

/** The lines of the screen. */
export function hostLines(facts: HostFacts, question: Question, screen: ScreenOptions): string[] {
  const { columns } = screen;
  return [
    ...valueLines(facts, question, screen),
    '',
    ...wrappedText(countsText(facts.sockets), '', columns),
    ...socketLines(facts.sockets, 'off', 'Without keepalive', screen),
    ...(facts.sockets.some(({ keepalive, isLocal }) => keepalive === 'off' && !isLocal)
      ? wrappedText(
          'Only the program can enable it: keepscope advise --for c,python,... says how.',
          '',
          columns,
        )
      : []),
    ...socketLines(
      facts.sockets,
      'unknown',
      'Not known, for data is in flight and another timer runs',
      screen,
    ),
    ...socketLines(facts.sockets, 'on', 'With keepalive', screen),
  ];
}

function valueLines(
  facts: HostFacts,
  { limit, product, rates }: Question,
  { columns, paint }: ScreenOptions,
): string[] {
  const { settings, retries, tickRate } = facts;
  if (settings === null)
    return wrappedText('The values of this machine cannot be read (/proc/sys/net/ipv4).', '', columns);
  const kernel = tickRate === null ? 'ticks a second not known' : `${tickRate} Hz`;
  const sentences = [
    'A socket has these only where its program enables keepalive and sets none of its own.',
    detectionText(settings, rates),
    ...(limit === null
      ? [survivedText(facts, rates)]
      : [limitText(checkLimit(settings, limit, rates, product?.expiry))]),
    ...(retries === null
      ? []
      : [
          `While data is unacknowledged keepalive does not run: retransmission gives up after ${fullDuration(retransmissionTimeout(retries))} at the least (tcp_retries2 is ${retries}).`,
        ]),
  ];
  return [
    `${paint.bold(`This host: ${settingsText(settings)}`)} (${kernel})`,
    ...sentences.flatMap((text) => wrappedText(text, '- ', columns)),
  ];
}

function survivedText({ settings }: HostFacts, rates: Question['rates']): string {
  if (settings === null) return '';
  const lost = MIDDLEBOXES.filter(
    ({ name, seconds, expiry }) =>
      name !== HALF_CLOSED_ONLY &&
      !['safe', 'fragile', 'not-counted'].includes(checkLimit(settings, seconds, rates, expiry).verdict),
  ).map(({ name }) => name);
  return lost.length === 0
    ? 'They survive every known idle timeout of middleboxes.'
    : `They do not survive ${lost.join(', ')}. keepscope advise says what does.`;
}

function countsText(sockets: readonly HostSocket[]): string {
  const outside = sockets.filter(({ isLocal }) => !isLocal);
  const local = sockets.length - outside.length;
  const countOf = (keepalive: HostSocket['keepalive']): number =>
    outside.filter((socket) => socket.keepalive === keepalive).length;
  const parts = [`${countOf('off')} without keepalive`, `${countOf('on')} with`];
  if (countOf('unknown') > 0) parts.push(`${countOf('unknown')} not known`);
  const within = local === 0 ? '' : `; ${quantity(local, 'more', 'more')} within this machine`;
  return `${quantity(outside.length, 'established connection')}: ${parts.join(', ')}${within}.`;
}

function socketLines(
  sockets: readonly HostSocket[],
  keepalive: HostSocket['keepalive'],
  title: string,
  { columns, paint }: ScreenOptions,
): string[] {
  const members = sockets
    .filter((socket) => socket.keepalive === keepalive && !socket.isLocal)
    .sort((a, b) => compare(ownerText(a), ownerText(b)) || a.local.port - b.local.port);
  if (members.length === 0) return [];
  const rows = members
    .slice(0, LISTED)
    .map((socket) => [
      endpointText(socket.local),
      endpointText(socket.remote),
      ownerText(socket),
      ...(keepalive === 'on' ? [timerText(socket)] : []),
    ]);
  const heading = ['local', 'remote', 'program', ...(keepalive === 'on' ? ['next probe'] : [])];
  const rest = members.length - LISTED;
  return [
    '',
    ...wrappedText(`${title}:`, '', columns).map((line) =>
      keepalive === 'off' ? paint.severity('warning', line) : line,
    ),
    ...fitted(alignedRows(heading, rows, paint, [0, 1, 2, 3]), rows, columns),
    ...(rest > 0 ? [` ... and ${quantity(rest, 'more', 'more')} (--format json has all)`] : []),
  ];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The table, or where it is too wide (IPv6) two lines for each row. */
function fitted(table: string[], rows: readonly (readonly string[])[], columns: number): string[] {
  // The heading has colours, which take no room.
  if (table.slice(1).every((line) => line.length <= columns)) return table;
  return rows.flatMap(([local = '', remote = '', ...rest]) => [
    ` ${local}`,
    `   -> ${remote}  ${rest.join(', ')}`,
  ]);
}

/** `nginx (812)`; who may not look sees a user's number. */
function ownerText({ owners, uid }: HostSocket): string {
  const [owner] = owners;
  if (owner === undefined) return `? (user ${uid})`;
  const others = owners.length > 1 ? ` and ${owners.length - 1} more` : '';
  return `${plainText(owner.program)} (${owner.pid})${others}`;
}

function timerText({ remaining, unanswered }: HostSocket): string {
  const inVain = unanswered > 0 ? `, ${unanswered} in vain` : '';
  return remaining === null ? '' : `in ${plainSeconds(remaining)} s${inVain}`;
}
