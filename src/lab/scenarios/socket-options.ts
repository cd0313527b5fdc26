/**
 * Three sockets of one program meet the same cut, each with settings of its own: SO_KEEPALIVE alone, which takes the
 * system's values; TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT (tcp(7)); and TCP_USER_TIMEOUT besides, which replaces the
 * count: the kernel gives up at the first firing of the timer that comes after it, once a probe is out (Linux,
 * tcp_keepalive_timer()).
 */
import type { Actor } from '../actor/actor.ts';
import type { SocketOption } from '../actor/protocol.ts';
import type { Socket } from '../actor/socket.ts';
import { accepted, arrival, giveUpTime, PORT } from '../conversation.ts';
import type { ProberSettings } from '../journal.ts';
import type { Lab } from '../lab.ts';
import { keepaliveOptions, MOST_OF_SYSTEM, type Scenario, scenario, type TrueOutcome } from '../scenario.ts';
import { RoutedNetwork, SERVER } from '../topology/routed.ts';

const SETTINGS = ['TCP_KEEPIDLE', 'TCP_KEEPINTVL', 'TCP_KEEPCNT'] as const;

export const socketOptions: Scenario = scenario({
  name: 'socket-options',
  summary: "settings of a socket against the system's, and TCP_USER_TIMEOUT, which gives up early",
  options: {
    ...keepaliveOptions(2, 1, 5),
    'system-idle': { kind: 'number', describe: 'net.ipv4.tcp_keepalive_time, seconds', default: 4 },
    'system-interval': { kind: 'number', describe: 'net.ipv4.tcp_keepalive_intvl, seconds', default: 2 },
    'system-count': {
      kind: 'number',
      describe: 'net.ipv4.tcp_keepalive_probes',
      default: 3,
      most: MOST_OF_SYSTEM,
    },
    'user-timeout': {
      kind: 'number',
      describe: 'TCP_USER_TIMEOUT of the third socket, milliseconds',
      default: 3500,
    },
  },
  async run(lab, { 'user-timeout': userTimeout, ...values }) {
    const own: ProberSettings = { idle: values.idle, interval: values.interval, count: values.count };
    const system: ProberSettings = {
      idle: values['system-idle'],
      interval: values['system-interval'],
      count: values['system-count'],
    };
    const network = await RoutedNetwork.make(lab);
    const { client, server } = network;
    await client.sysctl({
      'net.ipv4.tcp_keepalive_time': system.idle,
      'net.ipv4.tcp_keepalive_intvl': system.interval,
      'net.ipv4.tcp_keepalive_probes': system.count,
    });
    await lab.record(client, server);
    lab.happened(
      'client',
      `has sysctl net.ipv4.tcp_keepalive_time ${system.idle}, _intvl ${system.interval}, _probes ${system.count}`,
    );
    const [asking, answering] = await Promise.all([client.actor('client'), server.actor('server')]);
    const listening = await answering.listen(PORT);

    const sockets = await threeSockets(lab, asking, listening, { system, own, userTimeout });
    await lab.sleep(0.3);
    await network.cut();
    lab.landmark('the cut', 'router', 'drops everything');
    const longest = Math.max(
      giveUpTime(system),
      giveUpTime(own),
      giveUpTime({ ...own, count: 1 }) + userTimeout / 1000,
    );
    await lab.within(
      longest,
      'not every socket gave up',
      Promise.all(sockets.map((socket) => socket.recv())),
    );
    return {
      outcome: new Map(
        sockets.flatMap(({ local }): [string, TrueOutcome][] => [
          [`${local}`, 'dead-timeout'],
          // There nothing shows that anything has happened.
          [`server ${local}`, 'alive'],
        ]),
      ),
      notes: [`${sockets[2]?.local} has TCP_USER_TIMEOUT ${userTimeout} ms.`],
    };
  },
});

/** Each on a thread of its own, so that all can wait at once. */
async function threeSockets(
  lab: Lab,
  asking: Actor,
  listening: Socket,
  { system, own, userTimeout }: { system: ProberSettings; own: ProberSettings; userTimeout: number },
): Promise<Socket[]> {
  const first = await greeted(asking, listening, 'system');
  await read(first, 'SO_KEEPALIVE', ...SETTINGS);
  await first.set('SO_KEEPALIVE', 1);
  await read(first, 'SO_KEEPALIVE');
  if (first.local !== null) lab.journal.probers.push({ who: first.local, host: asking.host, ...system });

  const second = await greeted(asking, listening, 'own');
  await read(second, ...SETTINGS);
  await second.keepalive(own);
  await read(second, 'SO_KEEPALIVE', ...SETTINGS);

  const third = await greeted(asking, listening, 'user timeout');
  await third.keepalive(own);
  lab.journal.happened('client (user timeout)', 'has the settings of client (own)');
  await read(third, 'TCP_USER_TIMEOUT');
  await third.set('TCP_USER_TIMEOUT', userTimeout);
  await read(third, 'TCP_USER_TIMEOUT');
  return [first, second, third];
}

/** Another connection; the server says a word, so that there is something that was received last. */
async function greeted(client: Actor, listening: Socket, name: string): Promise<Socket> {
  const socket = (await client.socket()).on(name);
  await socket.connect(SERVER, PORT);
  await (await accepted(listening.accept())).send('hello');
  await arrival(socket);
  return socket;
}

/** Reads options; what they are is in the journal. */
async function read(socket: Socket, ...options: readonly SocketOption[]): Promise<void> {
  for (const option of options) await socket.get(option);
}
