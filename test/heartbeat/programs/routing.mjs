/** What routers and switches say to one another: BGP, OpenFlow. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { end, folder, found, HOST, listening, roomFor, sleep, started, written } from './stage.mjs';

export function routing() {
  return {
    bgp: {
      port: 21790,
      says: 'two BIRDs with a hold time of 6 s and a keepalive time of 2 s',
      heartbeats: [
        found('bgp', 'originator', 2, { answered: null, impliedTimeoutSeconds: 6, spread: [0.75, 1] }),
        found('bgp', 'responder', 2, { answered: null, impliedTimeoutSeconds: 6, spread: [0.75, 1] }),
      ],
      async prepare(port) {
        const responder = bird('responder', port, '127.0.0.2', 21791, '127.0.0.3', 'passive on;');
        await listening(port);
        return () => {
          const originator = bird(
            'originator',
            21791,
            '127.0.0.3',
            port,
            '127.0.0.2',
            'connect delay time 1;',
          );
          return () => {
            end(originator);
            end(responder);
          };
        };
      },
    },
    openflow: {
      port: 26653,
      says: 'ovs-testcontroller, and ovs-vswitchd with an inactivity_probe of 5 s, the least',
      heartbeats: [found('openflow', 'originator', 5)],
      seconds: 28,
      async prepare(port) {
        const controller = started(
          'ovs-testcontroller',
          `ptcp:${port}:${HOST}`,
          '--mute',
          `--unixctl=${join(folder, 'controller.ctl')}`,
        );
        await listening(port);
        const ends = await openSwitch();
        return () => {
          inSwitch(
            'set-controller',
            'br0',
            `tcp:${HOST}:${port}`,
            '--',
            'set',
            'controller',
            'br0',
            'inactivity_probe=5000',
          );
          return () => {
            for (const one of [...ends, controller]) end(one);
          };
        };
      },
    },
  };
}

/** A BIRD that knows one other; hold time and keepalive time are those of the fixtures. */
export function bird(name, port, own, peerPort, peer, more) {
  const settings = `router id ${own};
protocol device { }
protocol bgp { local ${own} port ${port} as ${port}; neighbor ${peer} port ${peerPort} as ${peerPort}; multihop; ${more}
  hold time 6; keepalive time 2; ipv4 { import none; export none; }; }\n`;
  return started(
    'bird',
    '-f',
    '-c',
    written(`bird-${name}.conf`, settings),
    '-s',
    join(folder, `${name}.ctl`),
  );
}

const control = () => `unix:${join(folder, 'ovs', 'db.sock')}`;

function inSwitch(...words) {
  execFileSync('ovs-vsctl', ['--timeout=10', `--db=${control()}`, ...words], { stdio: 'ignore' });
}

/** An Open vSwitch of its own with a bridge br0 that moves no packet. */
async function openSwitch() {
  const room = roomFor('ovs');
  const database = join(room, 'conf.db');
  execFileSync('ovsdb-tool', ['create', database, '/usr/share/openvswitch/vswitch.ovsschema']);
  const db = started('ovsdb-server', database, `--remote=p${control()}`, `--unixctl=${join(room, 'db.ctl')}`);
  await sleep(1);
  inSwitch('--no-wait', 'init');
  const vswitchd = started(
    'ovs-vswitchd',
    control(),
    '--enable-dummy=override',
    `--unixctl=${join(room, 'vs.ctl')}`,
  );
  await sleep(1);
  inSwitch('add-br', 'br0', '--', 'set', 'bridge', 'br0', 'datapath_type=dummy');
  return [vswitchd, db];
}
