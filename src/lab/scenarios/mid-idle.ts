/**
 * The capture begins when it is too late, as captures do: the connection is idle already, so that nothing shows its
 * sequence numbers. Only the answers tell that what comes are probes; and where the peer is dead, not even they.
 */
import { KeepscopeError } from '../../errors.ts';
import { connected, exchangeWords, giveUpTime, PROBERS, probePeriod, probersOf } from '../conversation.ts';
import { keepaliveOptions, type Scenario, scenario } from '../scenario.ts';
import { RoutedNetwork } from '../topology/routed.ts';

export const midIdle: Scenario = scenario({
  name: 'mid-idle',
  summary: 'the capture begins while the connection is idle: no handshake, no data before the first probe',
  options: {
    ...keepaliveOptions(3, 1, 3),
    prober: { kind: 'choice', describe: 'who probes', choices: PROBERS, default: 'originator' },
    peer: {
      kind: 'choice',
      describe: 'whether the other end is there, or was cut off before the capture begins',
      choices: ['alive', 'dead'],
      default: 'alive',
    },
    missed: {
      kind: 'number',
      describe: 'probes that were sent before the capture begins',
      default: 0,
      least: 0,
    },
    probes: { kind: 'number', describe: 'probes to wait for where the peer is alive', default: 3 },
  },
  async run(lab, { idle, interval, count, prober, peer, missed, probes }) {
    if (peer === 'dead' && missed >= count) {
      throw new KeepscopeError(
        'usage',
        `--missed ${missed}: the prober gives up after ${count} ${count === 1 ? 'probe' : 'probes'}`,
        'make --missed less than --count, or --peer alive',
      );
    }
    const network = await RoutedNetwork.make(lab);
    const { client, server } = network;
    const [here, there] = prober === 'responder' ? [server, client] : [client, server];
    // This capture is no result: it only tells the truth which sequence numbers the connection has.
    await lab.record(here, there);
    const conversation = await connected(network);
    const { probing, quiet } = probersOf(conversation, prober);
    await exchangeWords(conversation);
    for (const socket of probing) await socket.keepalive({ idle, interval, count });
    for (const socket of quiet) lab.leave(socket.recv());
    const waiting = Promise.all(probing.map((socket) => socket.recv()));
    lab.leave(waiting);
    if (peer === 'dead') {
      await network.cut();
      lab.happened('router', 'drops everything');
    }
    const period = probePeriod(idle, interval);
    const sent = async (most: number): Promise<void> => {
      for (const { actor } of probing) {
        await lab.counted(actor.host === 'client' ? client : server, 'TCPKeepAlive', most, most * period + 5);
      }
    };
    await sent(missed);
    await lab.recordFromNow();
    lab.landmark('the beginning of the capture', 'lab', 'starts tcpdump');
    if (peer === 'alive') await sent(probes);
    else await lab.within(giveUpTime({ idle, interval, count }), 'the prober did not give up', waiting);
    return { outcome: peer === 'alive' ? 'alive' : 'dead-timeout' };
  },
});
