/**
 * The heartbeat of an application: after a silence it sends PING, and wants PONG within an interval. Unlike keepalive it
 * asks the other application and not only its kernel, and so it notices when that one hangs.
 */
import type { Socket } from '../actor/socket.ts';
import { connected, exchangeWords } from '../conversation.ts';
import { heartbeatMessage, MessageReader, PING, PONG } from '../heartbeat-message.ts';
import type { Lab } from '../lab.ts';
import { type Scenario, scenario } from '../scenario.ts';
import { labFailure } from '../system.ts';
import { RoutedNetwork } from '../topology/routed.ts';

export const pingPong: Scenario = scenario({
  name: 'ping-pong',
  summary: 'an application heartbeat: PING and PONG of 1,028 octets after a silence',
  options: {
    idle: { kind: 'number', describe: 'seconds of silence before the first PING', default: 3 },
    interval: { kind: 'number', describe: 'seconds to wait for PONG', default: 2 },
    // A late server answers before the third.
    tries: { kind: 'number', describe: 'PINGs without PONG before giving up', default: 3, least: 2 },
    server: {
      kind: 'choice',
      describe:
        'what the server does: answers; answers one and a half intervals late; or hangs, while its kernel acknowledges',
      choices: ['answers', 'late', 'hangs'],
      default: 'answers',
    },
    beats: { kind: 'number', describe: 'heartbeats that are answered', default: 4 },
    keepalive: { kind: 'switch', describe: 'the client has keepalive too, after 1 s of silence' },
  },
  async run(lab, { idle, interval, tries, server, beats, keepalive }) {
    const network = await RoutedNetwork.make(lab);
    await lab.record(network.client, network.server);
    const conversation = await connected(network);
    const { originator, responder } = conversation;
    if (keepalive) await originator.keepalive({ idle: 1, interval: 1, count: 3 });
    await exchangeWords(conversation);
    lab.landmark('the last word', 'client', 'and the server fall silent');
    const messages = server === 'hangs' ? beats : Number.POSITIVE_INFINITY;
    lab.leave(serve(lab, responder, messages, server === 'late' ? interval * 1.5 : 0));
    const reader = new MessageReader();
    for (let beat = 1; server === 'hangs' || beat <= beats; beat++) {
      await silence(originator, idle, reader);
      if (await isAnswered(lab, originator, { interval, tries }, reader)) continue;
      if (server !== 'hangs') throw labFailure('the server did not answer');
      lab.happened('client', `gives up: ${tries} PINGs without PONG`);
      await originator.close();
      break;
    }
    // Until the answers of a late server have come, and its kernel has answered the FIN.
    await lab.sleep(0.5);
    return { outcome: server === 'hangs' ? 'half-closed' : 'heartbeat' };
  },
});

/** Answers so many PINGs, each so late; then hangs. */
async function serve(lab: Lab, socket: Socket, most: number, delay: number): Promise<void> {
  const reader = new MessageReader();
  let answered = 0;
  while (answered < most) {
    await socket.select('readable');
    if (delay > 0) {
      lab.happened('server', `is busy for ${delay} s`);
      await lab.sleep(delay);
    }
    const { value } = await socket.recv();
    for (const type of reader.take(value)) {
      if (type !== PING) continue;
      answered++;
      await send(lab, socket, PONG);
    }
  }
  lab.happened('server', 'hangs: it reads no more');
}

async function send(lab: Lab, socket: Socket, type: number, detail = ''): Promise<void> {
  lab.happened(socket.actor.name, `sends ${type === PING ? 'PING' : 'PONG'}${detail}`);
  lab.journal.beats(socket.local ?? '', type === PING ? 'ping' : 'pong');
  await socket.send(heartbeatMessage(type));
}

/** Waits until nothing came for so long; whatever comes is a sign of life. */
async function silence(socket: Socket, seconds: number, reader: MessageReader): Promise<void> {
  while ((await socket.select('readable', seconds)).value) reader.take((await socket.recv()).value);
}

/** Sends PING until PONG comes. */
async function isAnswered(
  lab: Lab,
  socket: Socket,
  { interval, tries }: { interval: number; tries: number },
  reader: MessageReader,
): Promise<boolean> {
  for (let attempt = 1; attempt <= tries; attempt++) {
    await send(lab, socket, PING, `, try ${attempt} of ${tries}`);
    while ((await socket.select('readable', interval)).value) {
      if (!reader.take((await socket.recv()).value).includes(PONG)) continue;
      lab.happened('client', 'has received PONG');
      return true;
    }
  }
  return false;
}
