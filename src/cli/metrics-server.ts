/**
 * The HTTP endpoint that Prometheus scrapes. It answers GET and HEAD of /metrics and nothing else, takes no body, and
 * closes the connection after each answer: a scrape comes every few seconds at most, and a connection that is kept for the
 * next one could be closed under it. Everything is bounded: connections, octets of a request, and the time it may take.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';

import { KeepscopeError } from '../errors.ts';
import { addressText, type MetricsAddress } from './metrics-address.ts';

/** Bounds of what a client can take. Milliseconds, octets. */
export interface ServerLimits {
  /** For a whole request, from the first octet of the connection; then for the answer to be taken. */
  requestTime: number;
  connections: number;
  headerOctets: number;
  /** A text is given again to whoever asks within this time: scraping can cost no more than this. */
  freshness: number;
}

const LIMITS: ServerLimits = { requestTime: 5000, connections: 32, headerOctets: 8192, freshness: 1000 };

const PATH = '/metrics';
const PLAIN = 'text/plain; charset=utf-8';
/** Of Prometheus' text format. */
const EXPOSITION = 'text/plain; version=0.0.4; charset=utf-8';

export class MetricsServer {
  readonly #server: Server;
  readonly #render: () => Promise<string>;
  readonly #freshness: number;
  #text: Promise<string> | null = null;
  #renderedAt = 0;

  private constructor(render: () => Promise<string>, limits: ServerLimits) {
    const { requestTime, connections, headerOctets, freshness } = limits;
    this.#render = render;
    this.#freshness = freshness;
    const options = {
      maxHeaderSize: headerOctets,
      headersTimeout: requestTime,
      requestTimeout: requestTime,
      // How often the two above are looked at.
      connectionsCheckingInterval: Math.min(1000, requestTime),
    };
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      void this.#answer(request, response);
    };
    this.#server = createServer(options, answer).on('checkContinue', answer);
    this.#server.timeout = requestTime;
    this.#server.maxConnections = connections;
    this.#server.maxRequestsPerSocket = 1;
  }

  /** Listens; throws where the address cannot be had. `render` makes the text of the metrics. */
  static async start(
    address: MetricsAddress,
    render: () => Promise<string>,
    limits: Partial<ServerLimits> = {},
  ): Promise<MetricsServer> {
    const served = new MetricsServer(render, { ...LIMITS, ...limits });
    const server = served.#server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause) => reject(listenError(address, cause)));
      server.listen(address.port, address.host, resolve);
    });
    // From here on an error is that of one connection (no descriptor left for it): the others are served.
    server.removeAllListeners('error').on('error', () => {});
    return served;
  }

  /** Where it is served, with the port that the system chose where none was given. */
  get url(): string {
    const bound = this.#server.address();
    if (bound === null || typeof bound === 'string') return '';
    return `http://${addressText({ host: bound.address, port: bound.port })}${PATH}`;
  }

  /** Whether nobody but this machine can reach it. */
  get isLoopback(): boolean {
    const bound = this.#server.address();
    return (
      bound !== null && typeof bound === 'object' && LOOPBACK.check(bound.address, ipFamily(bound.address))
    );
  }

  /** Answers nobody any more, and drops who is being answered. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Connection', 'close');
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    const { method, headers } = request;
    if (pathOf(request) !== PATH) return refuse(response, 404, `Metrics are at ${PATH}`);
    if (method !== 'GET' && method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return refuse(response, 405, 'Only GET and HEAD');
    }
    if ((headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined) {
      return refuse(response, 413, 'A request has no body here');
    }
    try {
      const text = await this.#latest();
      response.writeHead(200, { 'Content-Type': EXPOSITION, 'Content-Length': Buffer.byteLength(text) });
      response.end(method === 'HEAD' ? undefined : text);
    } catch {
      refuse(response, 500, 'The metrics could not be made');
    }
  }

  /** The metrics as they were at most `freshness` ago; whoever asks meanwhile waits for the same text. */
  #latest(): Promise<string> {
    const now = performance.now();
    if (this.#text !== null && now - this.#renderedAt < this.#freshness) return this.#text;
    this.#renderedAt = now;
    this.#text = this.#render();
    return this.#text;
  }
}

/** RFC 1122 §3.2.1.3, RFC 4291 §2.5.3. */
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function ipFamily(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

/** Without the query; an absolute URI is as good as a path (RFC 9112 §3.2.2). Null where it is neither. */
function pathOf({ url = '' }: IncomingMessage): string | null {
  try {
    return new URL(url, 'http://localhost').pathname;
  } catch {
    return null;
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': PLAIN }).end(`${text}\n`);
}

function listenError(address: MetricsAddress, cause: NodeJS.ErrnoException): KeepscopeError {
  const [why, remedy] = REFUSALS[cause.code ?? ''] ?? [cause.message, 'Give another HOST:PORT.'];
  return new KeepscopeError('output-failed', `--metrics ${addressText(address)}: ${why}`, remedy, { cause });
}

const REFUSALS: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  EADDRINUSE: ['the port is in use', 'Give another port, or 0 for any that is free.'],
  EADDRNOTAVAIL: ['this machine has no such address', 'Give an address of this machine, or only a port.'],
  EACCES: ['not allowed', 'Give a port above 1023.'],
  ENOTFOUND: ['there is no host of that name', 'Give an address of this machine, or only a port.'],
};
