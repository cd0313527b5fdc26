/** Clients of the metrics endpoint that hold on to it, and how far it is reached. Its answers are in test/cli/. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';

import { MetricsServer } from '../../src/cli/metrics-server.ts';

/** More than the buffers of a connection hold, so that who does not read holds the answer up. */
const LARGE = '# much\n'.repeat(2_000_000);

describe('a client that holds on', () => {
  let server: MetricsServer;
  let port = 0;
  before(async () => {
    const limits = { requestTime: 300, connections: 4 };
    server = await MetricsServer.start({ host: '127.0.0.1', port: 0 }, async () => LARGE, limits);
    port = Number(new URL(server.url).port);
  });
  after(() => server.close());

  it('by sending a header octet by octet is let go of, however busy it is', async () => {
    const socket = await opened(port);
    socket.write('GET /metrics HTTP/1.1\r\nHost: a\r\nX-Slow: ');
    const dripping = setInterval(() => socket.write('x'), 20);
    socket.resume();
    await once(socket, 'close');
    clearInterval(dripping);
  });

  it('by not taking its answer is let go of, and others get its place', async () => {
    const limits = { requestTime: 300, connections: 1 };
    const narrow = await MetricsServer.start({ host: '127.0.0.1', port: 0 }, async () => LARGE, limits);
    const at = Number(new URL(narrow.url).port);
    const holder = await opened(at);
    holder.write(`GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n`);
    while (!(await answerOf(at, 'GET /other HTTP/1.1\r\nHost: a\r\n\r\n')).startsWith('HTTP/1.1 404 '));
    holder.destroy();
    await narrow.close();
  });

  it('by asking again and again on one connection gets one answer and its end', async () => {
    const answer = await answerOf(port, 'GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(1000));
    assert.equal(answer.match(/HTTP\/1\.1 404 /g)?.length, 1);
    assert.match(answer, /\r\nConnection: close\r\n/);
  });

  it('with a path that would split a header is answered without it', async () => {
    const answer = await answerOf(port, 'GET /%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: a\r\n\r\n');
    assert.match(answer, /^HTTP\/1\.1 404 /);
    assert.doesNotMatch(answer, /Set-Cookie|%0d/i);
  });
});

const REACHES: readonly [host: string, isLoopback: boolean][] = [
  ['127.0.0.1', true],
  ['127.0.0.2', true],
  ['localhost', true],
  ['0.0.0.0', false],
];
for (const [host, isLoopback] of REACHES) {
  it(`${host} is ${isLoopback ? 'for this machine only' : 'known to be for others too'}`, async () => {
    const server = await MetricsServer.start({ host, port: 0 }, async () => '');
    assert.equal(server.isLoopback, isLoopback);
    await server.close();
  });
}

async function opened(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** What comes back until the server ends the connection. */
async function answerOf(port: number, octets: string): Promise<string> {
  const socket = await opened(port);
  socket.write(octets);
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
  });
  await once(socket, 'close');
  return answer;
}
