/**
 * The peer is disconnected without a word. The prober sends its probes, resets the connection, and tells the application:
 * the socket becomes readable, and recv fails with ETIMEDOUT (Linux, tcp_keepalive_timer() and tcp_write_err()).
 */
import { connected, exchangeWords, PROBERS, probersOf, selectThenReceive } from '../conversation.ts';
import { keepaliveOptions, type Scenario, scenario, type TrueOutcome } from '../scenario.ts';
import { RoutedNetwork } from '../topology/routed.ts';

export const deadPeer: Scenario = scenario({
  name: 'dead-peer',
  summary: 'the peer is disconnected: probes go unanswered, the prober gives up',
  options: {
    ...keepaliveOptions(3, 2, 3),
    prober: { kind: 'choice', describe: 'who probes', choices: PROBERS, default: 'responder' },
    answered: { kind: 'number', describe: 'answered probes before the cut', default: 1 },
    wait: {
      kind: 'choice',
      describe: 'how the application waits: select, then recv; or recv alone, which blocks',
      choices: ['select', 'recv'],
      default: 'select',
    },
  },
  async run(lab, { idle, interval, count, prober, answered, wait }) {
    const network = await RoutedNetwork.make(lab);
    const { client, server } = network;
    const [here, there] = prober === 'originator' ? [client, server] : [server, client];
    await lab.record(here, there);
    const conversation = await connected(network);
    const { probing, quiet } = probersOf(conversation, prober);
    for (const socket of probing) await socket.keepalive({ idle, interval, count });
    await exchangeWords(conversation);
    for (const socket of quiet) lab.leave(socket.recv());
    const waiting = probing.map((socket) => (wait === 'select' ? selectThenReceive(socket) : socket.recv()));
    // Timers are late by at most an eighth, on kernels with 100 to 1000 Hz (kernel/time/timer.c).
    const period = Math.max(idle, interval) * 1.25 + 1;
    for (const { actor } of probing) {
      await lab.counted(
        actor.host === 'client' ? client : server,
        'TCPKeepAlive',
        answered,
        answered * period + 5,
      );
    }
    // The answer comes within microseconds, the next probe in `idle` seconds: the cut is between the two.
    await lab.sleep(0.3);
    await network.cut();
    lab.landmark('the cut', 'router', 'drops everything');
    const longest = period + (interval * 1.25 + 1) * count + 5;
    await lab.within(longest, 'the prober did not give up', Promise.all(waiting));
    const outcome = new Map<string, TrueOutcome>([[`${conversation.originator.local}`, 'dead-timeout']]);
    // At an end that does not probe nothing shows that anything has happened.
    for (const { actor } of quiet) outcome.set(`${actor.host} ${conversation.originator.local}`, 'alive');
    return { outcome };
  },
});
