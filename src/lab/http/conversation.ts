/** The client and the server of HTTP as a scenario uses them; what each of them saw goes to the journal. */
import { PORT } from '../conversation.ts';
import type { Host } from '../host.ts';
import type { Lab } from '../lab.ts';
import { labFailure } from '../system.ts';
import { SERVER } from '../topology/routed.ts';
import { Application } from './application.ts';
import type { ClientLine, ClientOrder, ServerLine } from './protocol.ts';

/** Seconds that a request takes at most. */
const LIMIT = 20;

export class HttpConversation {
  readonly #lab: Lab;
  readonly #client: Application<ClientLine, ClientOrder>;
  /** The connections that the server has closed, by `address:port` of who connected, and who waits for that. */
  readonly #closed = new Set<string>();
  #heard: () => void = () => {};

  private constructor(lab: Lab, client: Application<ClientLine, ClientOrder>) {
    this.#lab = lab;
    this.#client = client;
  }

  /** Starts both. The server closes a connection after so many seconds without a request. */
  static async start(
    lab: Lab,
    { client, server }: Record<'client' | 'server', Host>,
    idleSeconds: number,
  ): Promise<HttpConversation> {
    const answering = new Application<ServerLine>(server, 'server', [`${PORT}`, `${idleSeconds}`]);
    await lab.within(LIMIT, 'the HTTP server did not start', answering.next());
    const asking = new Application<ClientLine, ClientOrder>(client, 'client', [SERVER, `${PORT}`]);
    const conversation = new HttpConversation(lab, asking);
    lab.leave(conversation.#listen(answering));
    return conversation;
  }

  /** Asks for a path, after so many seconds in which the client's only thread is busy; gives what came of it. */
  async get(path: string, busySeconds = 0): Promise<ClientLine> {
    const { journal } = this.#lab;
    if (busySeconds > 0) this.#lab.happened('client', `computes for ${busySeconds} s, and hears of nothing`);
    const asked = this.#client.order({ path, busySeconds });
    const line = await this.#lab.within(LIMIT + busySeconds, `nothing came of GET ${path}`, asked);
    const { local, isReused, outcome, keepalive } = line;
    const connection = `${isReused ? 'the same' : 'a new'} connection, ${local}`;
    journal.note({
      who: 'client',
      text: `asks for ${path} on ${connection}`,
      result: null,
      at: line.askedAt,
    });
    const result =
      'status' in outcome ? `${outcome.status}, ${outcome.keepAlive}` : `${outcome.code}: ${outcome.message}`;
    journal.note({ who: 'client', text: `GET ${path}`, result, at: line.at });
    if (keepalive !== null && !journal.probers.some(({ who }) => who === local)) {
      journal.probers.push({ who: local, host: 'client', ...keepalive });
    }
    return line;
  }

  /** As get(), and the request must be lost. */
  async lose(path: string, busySeconds = 0): Promise<void> {
    const { outcome } = await this.get(path, busySeconds);
    if ('status' in outcome)
      throw labFailure('the server answered on a connection that it was to have closed');
  }

  /** Ends the client in order. */
  end(): void {
    this.#lab.happened('client', 'exits');
    this.#client.end();
  }

  /** Waits until the server has closed the connection of this end. */
  async closed(peer: string, seconds: number): Promise<void> {
    // At once: within a round trip the client must not know yet.
    const closed = new Promise<void>((resolve) => {
      this.#heard = () => {
        if (this.#closed.has(peer)) resolve();
      };
      this.#heard();
    });
    await this.#lab.within(seconds, 'the server did not close the connection', closed);
  }

  async #listen(server: Application<ServerLine>): Promise<void> {
    for (;;) {
      const line = await server.next();
      if (line.says === 'ready') continue;
      if (line.says === 'closed') this.#closed.add(line.peer);
      this.#heard();
      const text =
        line.says === 'answers'
          ? `answers GET ${line.path}`
          : `has ${line.says} the connection of ${line.peer}`;
      this.#lab.journal.note({ who: 'server', text, result: null, at: line.at });
    }
  }
}
