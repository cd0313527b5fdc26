/**
 * A NAT that forgets silent connections, and keepalive that leaves none silent for that long: every probe and its answer
 * start the NAT's clock again, whichever end probes.
 */
import { KeepscopeError } from '../../errors.ts';
import { arrival, connected, exchangeWords, PROBERS, probePeriod, probersOf } from '../conversation.ts';
import { keepaliveOptions, type Scenario, scenario } from '../scenario.ts';
import { forgetAfter, isKnown, masquerade, translation } from '../topology/nat.ts';
import { RoutedNetwork } from '../topology/routed.ts';

/** Timers are late by at most an eighth, on kernels with 100 to 1000 Hz (kernel/time/timer.c). */
const LATEST = 1.125;

export const natKeptAlive: Scenario = scenario({
  name: 'nat-kept-alive',
  summary: 'a NAT forgets idle connections, and keepalive below its timeout saves this one',
  options: {
    ...keepaliveOptions(2, 1, 3),
    timeout: {
      kind: 'number',
      describe: 'seconds of silence after which the NAT forgets (nf_conntrack_tcp_timeout_established)',
      default: 4,
    },
    prober: { kind: 'choice', describe: 'who probes', choices: PROBERS, default: 'originator' },
    probes: { kind: 'number', describe: 'probes to wait for, of each prober', default: 5 },
  },
  async run(lab, { idle, interval, count, timeout, prober, probes }) {
    const period = Math.max(idle, interval);
    if (period * LATEST >= timeout) throw tooSlow(period, timeout);
    const network = await RoutedNetwork.make(lab);
    const { client, server } = network;
    await masquerade(network, { loose: false, unknown: 'drop' });
    await (prober === 'responder' ? lab.record(server, client) : lab.record(client, server));
    const conversation = await connected(network);
    const { originator, responder } = conversation;
    const { own, translated } = translation(lab, conversation);
    for (const socket of probersOf(conversation, prober).probing) {
      await socket.keepalive({ idle, interval, count });
    }
    lab.happened('router', `shows ${own} as ${translated}; after ${timeout} s of silence it forgets`);
    await exchangeWords(conversation, () => forgetAfter(network, timeout));
    lab.landmark('the last word', 'client', 'and the server fall silent');
    const silentSince = performance.now();
    for (const { actor } of probersOf(conversation, prober).probing) {
      const host = actor.host === 'client' ? client : server;
      await lab.counted(host, 'TCPKeepAlive', probes, probes * probePeriod(idle, interval) + 5);
    }
    await lab.until(1, 'the NAT has forgotten the connection', () => isKnown(network, own));
    const silence = (performance.now() - silentSince) / 1000;
    lab.happened('router', `still knows the connection, after ${silence.toFixed(1)} s without a word`);
    await originator.send('still there?');
    await arrival(responder);
    await responder.send('yes');
    await arrival(originator);
    return { outcome: 'alive', notes: [`To the server, ${own} is ${translated}.`] };
  },
});

function tooSlow(period: number, timeout: number): KeepscopeError {
  return new KeepscopeError(
    'usage',
    `lab nat-kept-alive: a probe every ${period} s does not come before a timeout of ${timeout} s`,
    `Give --idle and --interval below ${Math.ceil(timeout / LATEST)}, or a longer --timeout; nat-expiry shows what happens without.`,
  );
}
