/** The peer is up: every probe is answered, and each answer starts the idle clock again. */
import { connected, exchangeWords, PROBERS, probersOf } from '../conversation.ts';
import { keepaliveOptions, type Scenario, scenario } from '../scenario.ts';
import { RoutedNetwork } from '../topology/routed.ts';

export const alive: Scenario = scenario({
  name: 'alive',
  summary: 'the peer is up: every probe is answered',
  options: {
    ...keepaliveOptions(2, 1, 3),
    prober: {
      kind: 'choice',
      describe: 'who probes; equal timers of both cross',
      choices: PROBERS,
      default: 'originator',
    },
    probes: { kind: 'number', describe: 'probes to wait for, of each prober', default: 3 },
  },
  async run(lab, { idle, interval, count, prober, probes }) {
    const { client, server } = await RoutedNetwork.make(lab);
    const [here, there] = prober === 'responder' ? [server, client] : [client, server];
    await lab.record(here, there);
    const conversation = await connected({ client, server });
    const { probing } = probersOf(conversation, prober);
    for (const socket of probing) await socket.keepalive({ idle, interval, count });
    await exchangeWords(conversation);
    lab.landmark('the last word', 'client', 'and the server fall silent');
    lab.leave(conversation.originator.recv());
    lab.leave(conversation.responder.recv());
    // Timers are late by at most an eighth, on kernels with 100 to 1000 Hz (kernel/time/timer.c).
    const longest = probes * (Math.max(idle, interval) * 1.25 + 1) + 5;
    for (const { actor } of probing) {
      await lab.counted(actor.host === 'client' ? client : server, 'TCPKeepAlive', probes, longest);
    }
    return { outcome: 'alive' };
  },
});
