/**
 * The peer crashes, and comes back without the connection. Its kernel answers what belongs to no connection by RST (RFC
 * 9293 §3.5.1, half-open; §3.10.7.1): so a probe finds out, and without keepalive the next data does.
 */
import { KeepscopeError } from '../../errors.ts';
import type { Socket } from '../actor/socket.ts';
import {
  type Conversation,
  connected,
  exchangeWords,
  PORT,
  probePeriod,
  selectThenReceive,
} from '../conversation.ts';
import type { Lab } from '../lab.ts';
import { type Account, keepaliveOptions, type Scenario, scenario } from '../scenario.ts';
import { CrashedServer } from '../topology/reboot.ts';
import { RoutedNetwork, TO_SERVER } from '../topology/routed.ts';

export const peerReboot: Scenario = scenario({
  name: 'peer-reboot',
  summary: 'the peer crashes and comes back without the connection: a RST answers the probe, or the data',
  options: {
    ...keepaliveOptions(3, 1, 5),
    away: { kind: 'number', describe: 'probes in vain before the peer is back', default: 2, least: 0 },
    'without-keepalive': {
      kind: 'switch',
      describe: 'nobody probes: the peer is back at once, and after --idle seconds the client sends data',
    },
  },
  async run(lab, { idle, interval, count, away, 'without-keepalive': withoutKeepalive }) {
    if (away >= count && !withoutKeepalive) {
      throw new KeepscopeError(
        'usage',
        `--away ${away}: the client gives up after ${count} probes`,
        'make --away less than --count; keepscope lab dead-peer shows the giving up',
      );
    }
    const network = await RoutedNetwork.make(lab);
    // A capture at the server would end with it.
    await lab.record(network.client, { host: network.router, device: TO_SERVER });
    const conversation = await connected(network);
    if (!withoutKeepalive) await conversation.originator.keepalive({ idle, interval, count });
    await exchangeWords(conversation);
    lab.leave(conversation.responder.recv());
    return withoutKeepalive
      ? dataFindsOut(lab, network, conversation, idle)
      : probeFindsOut(lab, network, conversation, away, probePeriod(idle, interval));
  },
});

/** One probe is answered, `away` probes are not, and the next meets the rebooted peer. */
async function probeFindsOut(
  lab: Lab,
  network: RoutedNetwork,
  { originator }: Conversation,
  away: number,
  period: number,
): Promise<Account> {
  const waiting = selectThenReceive(originator);
  await lab.counted(network.client, 'TCPKeepAlive', 1, period + 5);
  // The answer comes within microseconds, the next probe in seconds: the crash is between the two.
  await lab.sleep(0.3);
  const crashed = await CrashedServer.of(lab, network);
  await lab.counted(network.client, 'TCPKeepAlive', 1 + away, (1 + away) * period + 5);
  await boot(lab, crashed);
  await lab.within(2 * period + 5, 'the client did not find out', waiting);
  return { outcome: 'peer-reset' };
}

/** The application finds out when it sends: the first send still succeeds, for nobody knows yet. */
async function dataFindsOut(
  lab: Lab,
  network: RoutedNetwork,
  { originator }: Conversation,
  silence: number,
): Promise<Account> {
  await lab.sleep(0.3);
  await boot(lab, await CrashedServer.of(lab, network));
  await lab.sleep(silence);
  await originator.send('are you still there?');
  await lab.within(5, 'the client did not find out', receiveThenSend(originator));
  return { outcome: 'reset-on-resume' };
}

/** recv tells the error, once; from then on the connection is simply closed (send(2), EPIPE). */
async function receiveThenSend(socket: Socket): Promise<void> {
  await socket.recv();
  await socket.send('hello?');
}

/** The application runs again too. That it listens helps nobody: its kernel does not know the connection. */
async function boot(lab: Lab, crashed: CrashedServer): Promise<void> {
  const server = await crashed.boot();
  lab.happened('server', 'is up again, and knows no connection');
  const application = await server.actor('rebooted server');
  lab.leave((await application.listen(PORT)).accept());
}
