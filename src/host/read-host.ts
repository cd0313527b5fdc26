/** Reads a Linux machine's keepalive values and its connections. Its files begin at a folder that is an argument. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { HostAddress, HostFacts, HostSocket } from '../advice/host-facts.ts';
import { KeepscopeError } from '../errors.ts';
import { type ByteOrder, establishedSockets } from './proc-tcp.ts';
import { socketOwners } from './socket-owners.ts';
import { tickRate } from './tick-rate.ts';

/** Throws a KeepscopeError where there is no /proc/net/tcp: on macOS and Windows. */
export function readHost(root: string, order: ByteOrder): HostFacts {
  const sockets = socketsOf(root, order);
  const [idle, interval, count, retries] = [
    'tcp_keepalive_time',
    'tcp_keepalive_intvl',
    'tcp_keepalive_probes',
    'tcp_retries2',
  ].map((name) => sysctl(root, name));
  const isKnown = idle != null && interval != null && count != null;
  return {
    settings: isKnown ? { idle, interval, count } : null,
    retries: retries ?? null,
    tickRate: tickRate(root),
    sockets,
  };
}

function socketsOf(root: string, order: ByteOrder): HostSocket[] {
  let ipv4: string;
  try {
    ipv4 = readFileSync(join(root, 'proc/net/tcp'), 'utf8');
  } catch (cause) {
    throw new KeepscopeError(
      'unreadable-input',
      '--this-host reads /proc/net/tcp, and there is none here',
      'It is Linux that has it; on other systems capture, and use keepscope advise --from CAPTURE.',
      { cause },
    );
  }
  const sockets = [ipv4, textOf(join(root, 'proc/net/tcp6'))].flatMap((text) =>
    establishedSockets(text, order),
  );
  const owners = socketOwners(root, new Set(sockets.map(({ inode }) => inode)));
  // Where the other end is in the list too, the connection is between two addresses of this machine.
  const all = new Set(sockets.map(({ local, remote }) => connectionName(local, remote)));
  return sockets.map((socket) => ({
    ...socket,
    isLocal: socket.isLocal || all.has(connectionName(socket.remote, socket.local)),
    owners: owners.get(socket.inode) ?? [],
  }));
}

function connectionName(from: HostAddress, to: HostAddress): string {
  return `${from.address} ${from.port} ${to.address} ${to.port}`;
}

/** A value of net.ipv4, which are those of IPv6 too; null where it cannot be read. */
function sysctl(root: string, name: string): number | null {
  const text = textOf(join(root, 'proc/sys/net/ipv4', name)).trim();
  return /^\d+$/.test(text) ? Number(text) : null;
}

/** Empty where there is no such file: a kernel without IPv6. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
