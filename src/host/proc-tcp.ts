/**
 * /proc/net/tcp and tcp6 as sockets (Linux net/ipv4/tcp_ipv4.c, get_tcp4_sock; Documentation/networking/proc_net_tcp.rst).
 * An address is printed as 32-bit words in the byte order of the machine, a port as a number.
 */
import type { HostAddress, HostSocket, SocketKeepalive } from '../advice/host-facts.ts';
import { formatAddress } from '../wire/address.ts';

const ESTABLISHED = '01';
/** Whatever HZ is, times for users are in hundredths (USER_HZ of all architectures but Alpha). */
const USER_HZ = 100;

/** The timer column: what fires next. */
const KEEPALIVE_OF_TIMER: Readonly<Record<string, SocketKeepalive>> = {
  '00': 'off',
  '02': 'on',
};

export type ByteOrder = 'LE' | 'BE';

/**
 * The established sockets. Owners are filled in later, and isLocal where the other end is in a list too. Lines that are not
 * understood are left out.
 */
export function establishedSockets(text: string, order: ByteOrder): HostSocket[] {
  return text
    .split('\n')
    .slice(1)
    .flatMap((line) => socketOf(line.trim().split(/\s+/), order) ?? []);
}

function socketOf(fields: readonly string[], order: ByteOrder): HostSocket | null {
  const [
    ,
    localText = '',
    remoteText = '',
    state,
    ,
    timerText = '',
    ,
    uid = '',
    unanswered = '',
    inode = '',
  ] = fields;
  if (state !== ESTABLISHED) return null;
  const local = endpointOf(localText, order);
  const remote = endpointOf(remoteText, order);
  const [timer = '', when = ''] = timerText.split(':');
  if (local === null || remote === null || timer === '') return null;
  const keepalive = KEEPALIVE_OF_TIMER[timer] ?? 'unknown';
  return {
    local,
    remote,
    isLocal: local.address === remote.address || isLoopback(remote.address),
    keepalive,
    remaining: keepalive === 'on' ? Number.parseInt(when, 16) / USER_HZ : null,
    unanswered: keepalive === 'on' ? Number(unanswered) : 0,
    inode: Number(inode),
    uid: Number(uid),
    owners: [],
  };
}

function endpointOf(text: string, order: ByteOrder): HostAddress | null {
  const [, words, port] = /^((?:[0-9A-F]{8})+):([0-9A-F]{4})$/i.exec(text) ?? [];
  if (words === undefined || port === undefined) return null;
  const values = (words.match(/.{8}/g) ?? []).map((word) => wordOf(word, order));
  // IPv4 is one word, and mapped into IPv6 everywhere here.
  const [a, b, c, d] = values.length === 1 ? [0, 0, 0xffff, ...values] : values;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return null;
  return { address: formatAddress(a, b, c, d), port: Number.parseInt(port, 16) };
}

/** The word as it stands in a packet, from what a machine of this byte order prints of it. */
function wordOf(text: string, order: ByteOrder): number {
  const inOrder = order === 'LE' ? (text.match(/../g) ?? []).reverse().join('') : text;
  return Number.parseInt(inOrder, 16) | 0;
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
