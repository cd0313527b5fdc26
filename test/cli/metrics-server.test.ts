/** The metrics endpoint as scrapers and as hostile clients meet it: raw octets over a socket. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { after, before, describe, it } from 'node:test';

import { parseMetricsAddress } from '../../src/cli/metrics-address.ts';
import { MetricsServer } from '../../src/cli/metrics-server.ts';

const TEXT = '# HELP up It is.\n# TYPE up gauge\nup 1\n';
const HOST = 'Host: localhost\r\n';

describe('the metrics endpoint', () => {
  let server: MetricsServer;
  let port: number;
  let renderings = 0;
  before(async () => {
    const render = async (): Promise<string> => {
      renderings++;
      return TEXT;
    };
    server = await MetricsServer.start({ host: '127.0.0.1', port: 0 }, render, {
      requestTime: 300,
      connections: 4,
    });
    port = Number(new URL(server.url).port);
  });
  after(() => server.close());

  /** What comes back until the server ends the connection. */
  const answerTo = (octets: string): Promise<string> => answerAt(port, octets);

  it('gives the metrics to GET, with their type and length', async () => {
    const answer = await answerTo(`GET /metrics HTTP/1.1\r\n${HOST}\r\n`);
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(answer, /\r\nContent-Type: text\/plain; version=0\.0\.4; charset=utf-8\r\n/);
    assert.match(answer, new RegExp(`\r\nContent-Length: ${TEXT.length}\r\n`));
    assert.equal(answer.split('\r\n\r\n')[1], TEXT);
  });

  it('gives HEAD the same without the text', async () => {
    const answer = await answerTo(`HEAD /metrics HTTP/1.1\r\n${HOST}\r\n`);
    assert.match(answer, new RegExp(`^HTTP/1.1 200 OK\r\n.*Content-Length: ${TEXT.length}\r\n`, 's'));
    assert.ok(answer.endsWith('\r\n\r\n'));
  });

  const ANSWERS: readonly [what: string, octets: string, status: RegExp][] = [
    ['a query', `GET /metrics?collect%5B%5D=x HTTP/1.1\r\n${HOST}\r\n`, /^HTTP\/1\.1 200 /],
    ['an absolute URI', `GET http://localhost/metrics HTTP/1.1\r\n${HOST}\r\n`, /^HTTP\/1\.1 200 /],
    ['HTTP/1.0', 'GET /metrics HTTP/1.0\r\n\r\n', /^HTTP\/1\.1 200 /],
    ['the root', `GET / HTTP/1.1\r\n${HOST}\r\n`, /^HTTP\/1\.1 404 .*\/metrics/s],
    ['a file', `GET /../../etc/passwd HTTP/1.1\r\n${HOST}\r\n`, /^HTTP\/1\.1 404 /],
    ['no path', `GET * HTTP/1.1\r\n${HOST}\r\n`, /^HTTP\/1\.1 404 /],
    ['no URL', `GET http://[ HTTP/1.1\r\n${HOST}\r\n`, /^HTTP\/1\.1 404 /],
    [
      'POST',
      `POST /metrics HTTP/1.1\r\n${HOST}Content-Length: 0\r\n\r\n`,
      /^HTTP\/1\.1 405 .*Allow: GET, HEAD/s,
    ],
    ['DELETE', `DELETE /metrics HTTP/1.1\r\n${HOST}\r\n`, /^HTTP\/1\.1 405 /],
    [
      'an announced body',
      `GET /metrics HTTP/1.1\r\n${HOST}Content-Length: 9999999999\r\n\r\n`,
      /^HTTP\/1\.1 413 /,
    ],
    [
      'a body in chunks',
      `GET /metrics HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nfff\r\n`,
      /^HTTP\/1\.1 413 /,
    ],
    [
      'a body that waits',
      `GET /metrics HTTP/1.1\r\n${HOST}Expect: 100-continue\r\nContent-Length: 5\r\n\r\n`,
      /^HTTP\/1\.1 413 /,
    ],
    [
      'two lengths',
      `GET /metrics HTTP/1.1\r\n${HOST}Content-Length: 0\r\nContent-Length: 5\r\n\r\nhello`,
      /^HTTP\/1\.1 400 /,
    ],
    ['no host', 'GET /metrics HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /^HTTP\/1\.1 400 /],
    ['large headers', `GET /metrics HTTP/1.1\r\n${HOST}X: ${'x'.repeat(9000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
    ['a long path', `GET /${'x'.repeat(9000)} HTTP/1.1\r\n${HOST}\r\n`, /^HTTP\/1\.1 431 /],
    ['CONNECT', `CONNECT example.com:443 HTTP/1.1\r\n${HOST}\r\n`, /^$/],
  ];
  for (const [what, octets, status] of ANSWERS) {
    it(`answers ${what} as ${status.source}`, async () => {
      assert.match(await answerTo(octets), status);
    });
  }

  it('lets go of who sends its request too slowly, or nothing', async () => {
    assert.match(await answerTo(`GET /metrics HTTP/1.1\r\n${HOST}X-Slow: `), /^(HTTP\/1\.1 408 |$)/);
    assert.match(await answerTo(''), /^(HTTP\/1\.1 408 |$)/);
  });

  it('answers one request of a connection, however many are sent at once', async () => {
    const answer = await answerTo(`GET /metrics HTTP/1.1\r\n${HOST}\r\n`.repeat(50));
    assert.equal(answer.match(/HTTP\/1\.1 200 /g)?.length, 1);
  });

  it('has room for a bounded number of connections, and again when they are gone', async () => {
    const idlers = Array.from({ length: 4 }, () => connect(port, '127.0.0.1'));
    await Promise.all(idlers.map((socket) => once(socket, 'connect')));
    assert.equal(await answerTo(`GET /metrics HTTP/1.1\r\n${HOST}\r\n`), '');
    for (const socket of idlers) socket.resume();
    await Promise.all(idlers.map((socket) => once(socket, 'close')));
    assert.match(await answerTo(`GET /metrics HTTP/1.1\r\n${HOST}\r\n`), /^HTTP\/1\.1 200 /);
  });

  it('makes the text once for all who ask in the same moment', async () => {
    const before = renderings;
    const lasting = await MetricsServer.start(
      { host: '127.0.0.1', port: 0 },
      async () => {
        renderings++;
        return TEXT;
      },
      { freshness: 60_000 },
    );
    const own = Number(new URL(lasting.url).port);
    const request = `GET /metrics HTTP/1.1\r\n${HOST}\r\n`;
    await Promise.all(Array.from({ length: 8 }, () => answerAt(own, request)));
    await lasting.close();
    assert.equal(renderings, before + 1);
  });

  it('says that the metrics could not be made, and no more than that', async () => {
    const failing = await MetricsServer.start({ host: '127.0.0.1', port: 0 }, () => {
      throw new TypeError('secret of ours');
    });
    const answer = await answerAt(Number(new URL(failing.url).port), `GET /metrics HTTP/1.1\r\n${HOST}\r\n`);
    await failing.close();
    assert.match(answer, /^HTTP\/1\.1 500 /);
    assert.doesNotMatch(answer, /secret/);
  });

  it('is not to be reached under another address of the machine unless told', async (test) => {
    const other = Object.values(networkInterfaces())
      .flat()
      .find((its) => its?.family === 'IPv4' && !its.internal)?.address;
    if (other === undefined) return test.skip('the machine has no other address');
    const socket = connect(port, other);
    const [error] = await once(socket, 'error');
    assert.equal(error.code, 'ECONNREFUSED');
  });
});

it('a port that is in use, and an address of another machine, are refused in one line', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const bound = holder.address();
  const port = typeof bound === 'object' ? (bound?.port ?? 0) : 0;
  const render = async (): Promise<string> => TEXT;
  await assert.rejects(MetricsServer.start({ host: '127.0.0.1', port }, render), {
    name: 'KeepscopeError',
    exitStatus: 2,
    message: `--metrics 127.0.0.1:${port}: the port is in use`,
  });
  holder.close();
  await assert.rejects(MetricsServer.start({ host: '192.0.2.1', port: 0 }, render), {
    message: '--metrics 192.0.2.1:0: this machine has no such address',
  });
});

it('the address is loopback unless it says otherwise', () => {
  const WRITTEN: readonly [text: string, host: string, port: number][] = [
    ['9464', '127.0.0.1', 9464],
    [':9464', '127.0.0.1', 9464],
    ['0.0.0.0:9464', '0.0.0.0', 9464],
    ['127.0.0.1:9464', '127.0.0.1', 9464],
    ['[::1]:9464', '::1', 9464],
    ['[::]:80', '::', 80],
    ['localhost:0', 'localhost', 0],
    ['gw_1.example.org:65535', 'gw_1.example.org', 65_535],
  ];
  for (const [text, host, port] of WRITTEN) assert.deepEqual(parseMetricsAddress(text), { host, port }, text);
});

it('an address that cannot be meant is refused with what to give', () => {
  const REFUSED: readonly [text: string, says: RegExp][] = [
    ['localhost', /"localhost" has no port/],
    ['::1', /"::1" has an IPv6 address without brackets|"::1" has no port/],
    ['::1:9464', /"::1:9464" has an IPv6 address without brackets/],
    ['[::1]', /is not understood/],
    ['[localhost]:1', /is not understood/],
    ['host:65536', /has a port above 65535/],
    [':99999999', /has a port above 65535/],
    ['http://localhost:1', /has an IPv6|is not understood/],
    ['a b:1', /is not understood/],
    ['host:-1', /is not understood/],
    ['', /is not understood/],
  ];
  for (const [text, says] of REFUSED) {
    assert.throws(() => parseMetricsAddress(text), { code: 'usage', message: says }, text);
  }
});

function answerAt(port: number, octets: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(octets, 'latin1'));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}
