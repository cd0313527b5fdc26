/** How most scenarios begin: a server that listens, a client that connects, and a few words in both directions. */
import type { Actor } from './actor/actor.ts';
import type { Socket } from './actor/socket.ts';
import { type RoutedNetwork, SERVER } from './topology/routed.ts';

export const PORT = 9000;

/** Both ends of a connection. */
export interface Conversation {
  client: Actor;
  server: Actor;
  /** The client's socket, and the one that the server accepted. */
  originator: Socket;
  responder: Socket;
}

/** Starts an application on either host, and connects them. Nothing is sent yet but the handshake. */
export async function connected({
  client,
  server,
}: Pick<RoutedNetwork, 'client' | 'server'>): Promise<Conversation> {
  const [asking, answering] = await Promise.all([client.actor('client'), server.actor('server')]);
  const listening = await answering.listen(PORT);
  const accepting = listening.accept();
  const originator = await asking.connect(SERVER, PORT);
  return { client: asking, server: answering, originator, responder: await accepting };
}

/** A question and its answer; both are received. After it the connection is idle. */
export async function exchangeWords({ originator, responder }: Conversation): Promise<void> {
  await originator.send('is anybody there?');
  await responder.recv();
  await responder.send('yes');
  await originator.recv();
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
