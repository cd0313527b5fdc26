/**
 * The peer is up, but the router has lost the way to it. With ICMP errors or without them the prober gives up as if the
 * peer were dead: what Linux quotes back at its own probes is ignored (tcp_v4_err(): the sequence number is below SND.UNA,
 * counted as OutOfWindowIcmps), so that the application reads ETIMEDOUT and not EHOSTUNREACH.
 */
import { connected, exchangeWords, giveUpTime, probePeriod, selectThenReceive } from '../conversation.ts';
import type { Host } from '../host.ts';
import type { Lab } from '../lab.ts';
import { keepaliveOptions, type Scenario, scenario, type TrueOutcome } from '../scenario.ts';
import { loseRoute, SAYINGS, type Saying } from '../topology/lost-route.ts';
import { RoutedNetwork } from '../topology/routed.ts';

/** What the router does from then on, for people. */
const DOES: Readonly<Record<Saying, string>> = {
  nothing: 'and drops without a word',
  network: 'and says so: ICMP network unreachable',
  host: 'and says so: ICMP host unreachable',
  prohibited: 'and says so: ICMP administratively prohibited',
};

export const unreachable: Scenario = scenario({
  name: 'unreachable',
  summary: 'the peer is up but not reachable, with or without ICMP errors of the router',
  options: {
    ...keepaliveOptions(3, 2, 3),
    icmp: {
      kind: 'choice',
      describe: 'what the router says is unreachable: nothing, network, host, prohibited',
      choices: SAYINGS,
      default: 'host',
    },
  },
  async run(lab, { idle, interval, count, icmp }) {
    const network = await RoutedNetwork.make(lab);
    const { client, server } = network;
    await lab.record(client, server);
    const conversation = await connected(network);
    await conversation.originator.keepalive({ idle, interval, count });
    await exchangeWords(conversation);
    lab.leave(conversation.responder.recv());
    const waiting = selectThenReceive(conversation.originator);
    await lab.counted(client, 'TCPKeepAlive', 1, probePeriod(idle, interval) + 5);
    // The answer comes within microseconds, the next probe in seconds: the loss is between the two.
    await lab.sleep(0.3);
    await loseRoute(network, icmp);
    lab.landmark('the loss of the route', 'router', `loses the route to the server, ${DOES[icmp]}`);
    const longest = giveUpTime({ idle, interval, count });
    await lab.within(longest, 'the client did not give up', waiting);
    const { local } = conversation.originator;
    const outcome = new Map<string, TrueOutcome>([
      [`${local}`, 'dead-timeout'],
      // There nothing shows that anything has happened.
      [`server ${local}`, 'alive'],
    ]);
    return { outcome, notes: await ignoredErrors(lab, client) };
  },
});

/** What became of the ICMP errors, as the client's kernel counted it. */
async function ignoredErrors(lab: Lab, client: Host): Promise<string[]> {
  const ignored = await lab.countOf(client, 'OutOfWindowIcmps');
  if (ignored === 0) return [];
  const errors = ignored === 1 ? 'the ICMP error about its probe' : `${ignored} ICMP errors about its probes`;
  const text = `has ignored ${errors} (OutOfWindowIcmps)`;
  lab.happened('client', text);
  return [`the client's kernel ${text}`];
}
