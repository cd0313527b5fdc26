/** How most scenarios begin: a server that listens, a client that connects, and a few words in both directions. */
import type { Actor } from './actor/actor.ts';
import type { Result } from './actor/protocol.ts';
import type { Socket } from './actor/socket.ts';
import type { ProberSettings } from './journal.ts';
import { type RoutedNetwork, SERVER } from './topology/routed.ts';
import { within } from './within.ts';

export const PORT = 9000;

/** Seconds in which what is sent arrives on a sound path, on a machine that stands still for a while as well. */
const ARRIVING = 30;

/** Both ends of a connection. */
export interface Conversation {
  client: Actor;
  server: Actor;
  /** The client's socket, and the one that the server accepted. */
  originator: Socket;
  responder: Socket;
  /** The server's socket that listens, for further connections. */
  listening: Socket;
}

/**
 * Starts an application on either host, and connects them. Nothing is sent yet but the handshake. `receiveBuffer` is what
 * the server asks for before it listens (SO_RCVBUF, octets): later it changes no window that was offered.
 */
export async function connected(
  { client, server }: Pick<RoutedNetwork, 'client' | 'server'>,
  { receiveBuffer }: { receiveBuffer?: number } = {},
): Promise<Conversation> {
  const [asking, answering] = await Promise.all([client.actor('client'), server.actor('server')]);
  const listening = await answering.socket();
  if (receiveBuffer !== undefined) await listening.set('SO_RCVBUF', receiveBuffer);
  await listening.listen(PORT);
  const accepting = listening.accept();
  const originator = await asking.connect(SERVER, PORT);
  const responder = await accepted(accepting);
  return { client: asking, server: answering, originator, responder, listening };
}

/** The socket of a connection that its client sees established. Throws `lab-failed` where none comes. */
export function accepted(accepting: Promise<Socket>): Promise<Socket> {
  return within(ARRIVING, 'the server did not accept', accepting);
}

/** Receives what was sent. Throws `lab-failed` where it does not come. */
export function arrival(socket: Socket, seconds: number = ARRIVING): Promise<Result<Buffer>> {
  return within(seconds, `the ${socket.actor.name} did not receive`, socket.recv());
}

/** A question and its answer; both are received. After it the connection is idle. Between the two, `heard` is done. */
export async function exchangeWords(
  { originator, responder }: Conversation,
  heard: () => Promise<void> = async () => {},
): Promise<void> {
  await originator.send('is anybody there?');
  await arrival(responder);
  await heard();
  await responder.send('yes');
  await arrival(originator);
}

/** Waits as most servers do: select until the socket is readable, then recv, which says what it was. */
export function selectThenReceive(socket: Socket): Promise<Result<Buffer>> {
  const received = socket.select('readable').then(() => socket.recv());
  // As in Actor.call(): scenarios look at it later, and should they fail before, nobody does.
  received.catch(() => {});
  return received;
}

/**
 * The longest time from one answered probe to the next, in seconds: timers are late by at most an eighth, on kernels with
 * 100 to 1000 Hz (kernel/time/timer.c), and two of them run one after the other.
 */
export function probePeriod(idle: number, interval: number): number {
  return Math.max(idle, interval) * 1.25 + 1;
}

/** The longest time from an answer to the end of the call that says that the prober has given up, in seconds. */
export function giveUpTime({ idle, interval, count }: ProberSettings): number {
  return probePeriod(idle, interval) + probePeriod(interval, 0) * count + 5;
}

/** The two ends as scenarios name them in `--prober`. */
export const PROBERS = ['originator', 'responder', 'both'] as const;

/** The sockets of those who probe, and the others'. */
export function probersOf(
  { originator, responder }: Conversation,
  prober: (typeof PROBERS)[number],
): { probing: Socket[]; quiet: Socket[] } {
  if (prober === 'both') return { probing: [originator, responder], quiet: [] };
  return prober === 'originator'
    ? { probing: [originator], quiet: [responder] }
    : { probing: [responder], quiet: [originator] };
}
