/**
 * Programs that hang: one side is stopped (SIGSTOP) some seconds after the connection was made, so that its kernel
 * acknowledges and nobody answers, and the other side gives it up after the time that its protocol allows.
 */
import { natsServer } from './brokers.mjs';
import { zookeeper } from './databases.mjs';
import { erlang } from './hosts.mjs';
import { bird } from './routing.mjs';
import { accepted, end, found, HOST, listening, sleep, started } from './stage.mjs';
import { diameterPeer } from './telecom.mjs';
import { traders } from './trading.mjs';

const UNTIL_STOPPED = 7;

export function hanging(load) {
  return { ...mutual(), ...asked(load) };
}

/** `begin` starts the side that is stopped, which connects to the server's port. */
function stopping(server, begin) {
  return async (port) => {
    const stopped = begin();
    await accepted(port);
    await sleep(UNTIL_STOPPED);
    end(stopped, 'SIGSTOP');
    return () => {
      end(stopped, 'SIGKILL');
      end(server);
    };
  };
}

function mutual() {
  const both = (protocol, periodSeconds, more) =>
    ['originator', 'responder'].map((from) =>
      found(protocol, from, periodSeconds, { answered: null, ...more }),
    );
  return {
    'bgp-hangs': {
      port: 21792,
      says: 'two BIRDs with a hold time of 6 s and a keepalive time of 2 s; the originator is stopped after 7 s',
      heartbeats: both('bgp', 2, { impliedTimeoutSeconds: 6, spread: [0.75, 1] }),
      findings: ['heartbeat-expired'],
      seconds: 10,
      async prepare(port) {
        const responder = bird('deserted', port, '127.0.0.4', 21793, '127.0.0.5', 'passive on;');
        await listening(port);
        const begin = () => bird('stopped', 21793, '127.0.0.5', port, '127.0.0.4', 'connect delay time 1;');
        return stopping(responder, begin);
      },
    },
    'fix-hangs': {
      port: 25002,
      says: 'QuickFIX on both sides with a HeartBtInt of 2 s; the initiator is stopped after 7 s',
      heartbeats: both('fix', 2, { impliedTimeoutSeconds: 4 }),
      findings: ['heartbeat-expired'],
      seconds: 9,
      async prepare(port) {
        const { acceptor, initiate } = await traders('fix-hangs', port);
        return stopping(acceptor, initiate);
      },
    },
    'erlang-hangs': {
      port: 24372,
      says: 'two nodes of Erlang with net_ticktime 8 s; the originator is stopped after 7 s',
      heartbeats: both('erlang', 2, {}),
      findings: ['heartbeat-expired'],
      seconds: 13,
      async prepare(port) {
        const responder = erlang('deserted', port, []);
        await listening(port);
        const connect = ['-eval', `net_kernel:connect_node('deserted@${HOST}').`];
        return stopping(responder, () => erlang('stopped', 24373, connect));
      },
    },
  };
}

function asked(load) {
  /** A client of an npm package, in a process of its own. */
  const client = (name, code) =>
    started(process.execPath, '-e', `const m = require(${JSON.stringify(load.resolve(name))}); ${code}`);
  return {
    'nats-hangs': {
      port: 24223,
      says: 'nats-server with ping_interval 2 s, whose client is stopped after 7 s',
      heartbeats: [found('nats', 'responder', 2)],
      findings: ['heartbeat-unanswered'],
      seconds: 10,
      async prepare(port) {
        const server = await natsServer(port);
        return stopping(server, () => client('nats', `m.connect({ port: ${port}, pingInterval: 3600000 })`));
      },
    },
    'zookeeper-hangs': {
      port: 22182,
      says: 'ZooKeeper, whose client with a session of 6 s is stopped after 7 s',
      heartbeats: [found('zookeeper', 'originator', 2)],
      findings: ['heartbeat-expired'],
      seconds: 12,
      async prepare(port) {
        const server = await zookeeper(port);
        const code = `m.createClient('${HOST}:${port}', { sessionTimeout: 6000 }).connect()`;
        return stopping(server, () => client('node-zookeeper-client', code));
      },
    },
    'diameter-hangs': {
      port: 23870,
      says: 'freeDiameter with TwTimer 6 s, and one that is stopped after 20 s',
      heartbeats: [found('diameter', 'originator', 6, { spread: [2 / 3, 4 / 3] })],
      findings: ['heartbeat-unanswered'],
      seconds: 30,
      async prepare(port) {
        const server = started('freeDiameterd', '-c', diameterPeer('server', port, null, 'hangs'));
        await listening(port);
        return async () => {
          const asking = started('freeDiameterd', '-c', diameterPeer('client', 23871, port, 'hangs'));
          await accepted(port);
          await sleep(20);
          end(server, 'SIGSTOP');
          return () => {
            end(asking, 'SIGKILL');
            end(server, 'SIGKILL');
          };
        };
      },
    },
  };
}
