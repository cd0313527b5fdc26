/**
 * The peer closes in order. FIN is no failure: the socket becomes readable, and recv returns 0, end of file. With a
 * half-close only one direction ends; the other still carries data, and keepalive runs on (RFC 9293 §3.6).
 */
import {
  arrival,
  connected,
  exchangeWords,
  PROBERS,
  probePeriod,
  probersOf,
  selectThenReceive,
} from '../conversation.ts';
import { keepaliveOptions, type Scenario, scenario } from '../scenario.ts';
import { RoutedNetwork } from '../topology/routed.ts';

export const fin: Scenario = scenario({
  name: 'fin',
  summary: 'the peer closes in order: the application reads end of file',
  options: {
    ...keepaliveOptions(2, 1, 3),
    closer: {
      kind: 'choice',
      describe: 'who closes first',
      choices: ['originator', 'responder'],
      default: 'responder',
    },
    prober: { kind: 'choice', describe: 'who probes', choices: PROBERS, default: 'originator' },
    answered: { kind: 'number', describe: 'answered probes before the close', default: 1 },
    'half-close': {
      kind: 'switch',
      describe: 'shutdown(SHUT_WR) in place of close(); the other end does not close',
    },
  },
  async run(lab, { idle, interval, count, closer, prober, answered, 'half-close': isHalf }) {
    const { client, server } = await RoutedNetwork.make(lab);
    const [here, there] = closer === 'responder' ? [client, server] : [server, client];
    await lab.record(here, there);
    const conversation = await connected({ client, server });
    const { originator, responder } = conversation;
    const { probing } = probersOf(conversation, prober);
    for (const socket of probing) await socket.keepalive({ idle, interval, count });
    await exchangeWords(conversation);
    const [closing, reading] = closer === 'responder' ? [responder, originator] : [originator, responder];
    const endOfFile = selectThenReceive(reading);
    const probed = async (probes: number): Promise<void> => {
      for (const { actor } of probing) {
        const longest = probes * probePeriod(idle, interval) + 5;
        await lab.counted(actor.host === 'client' ? client : server, 'TCPKeepAlive', probes, longest);
      }
    };
    await probed(answered);
    // The answer comes within microseconds, the next probe in `idle` seconds: the close is between the two.
    await lab.sleep(0.3);
    lab.landmark(isHalf ? 'the half-close' : 'the close', closing.actor.name, 'has nothing more to say');
    await (isHalf ? closing.shutdown('SHUT_WR') : closing.close());
    await lab.within(5, 'end of file did not come', endOfFile);
    if (!isHalf) {
      await reading.close();
      return { outcome: 'closed-fin' };
    }
    await reading.send('but I have');
    await arrival(closing);
    lab.leave(closing.recv());
    lab.happened(reading.actor.name, 'leaves the connection half-closed');
    await probed(answered + 1);
    return { outcome: 'half-closed' };
  },
});
