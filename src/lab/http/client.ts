/**
 * The HTTP client of the lab: Node's own, with a pool (http.Agent keepAlive). Arguments: address, port. Keepalive of the
 * pool's sockets is what the Agent makes of it, and is read back from the kernel.
 */
import { Agent, get } from 'node:http';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';

import { CALLS } from '../actor/calls.ts';
import type { SocketOption } from '../actor/protocol.ts';
import { type ProberSettings, realTime } from '../journal.ts';
import type { ClientLine, ClientOrder } from './protocol.ts';

const [host, port] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { path, busySeconds } = JSON.parse(line) as ClientOrder;
    // Events of the sockets, such as the server's FIN, wait until this thread is free; the request is sent before them.
    if (busySeconds > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, busySeconds * 1000);
    ask(path);
  })
  .on('close', () => process.exit());

function ask(path: string): void {
  const askedAt = realTime();
  let local = '';
  let keepalive: ProberSettings | null = null;
  const done = (outcome: ClientLine['outcome']): void => {
    const line: ClientLine = {
      askedAt,
      at: realTime(),
      path,
      local,
      isReused: request.reusedSocket,
      outcome,
      keepalive,
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  };
  const request = get({ host, port, path, agent }, (response) => {
    const { statusCode = 0, headers } = response;
    keepalive = keepaliveOf(response.socket);
    response
      .resume()
      .on('end', () => done({ status: statusCode, keepAlive: `${headers['keep-alive'] ?? ''}` }));
  });
  request.on('socket', (socket) => {
    const learn = (): void => {
      local = `${socket.localAddress}:${socket.localPort}`;
    };
    if (socket.connecting) socket.once('connect', learn);
    else learn();
  });
  request.on('error', ({ code = '', message }: NodeJS.ErrnoException) => done({ code, message }));
}

/** Node tells nobody its descriptors but in `_handle`, and has no way to read an option. */
function keepaliveOf(socket: Socket): ProberSettings | null {
  const { fd } = (socket as Socket & { _handle: { fd: number } })._handle;
  const read = (option: SocketOption): number => {
    const { make, value } = CALLS.getsockopt(fd, option);
    return value(make()) ?? 0;
  };
  if (read('SO_KEEPALIVE') === 0) return null;
  return { idle: read('TCP_KEEPIDLE'), interval: read('TCP_KEEPINTVL'), count: read('TCP_KEEPCNT') };
}
