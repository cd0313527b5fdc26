/** LDP, which finds its neighbours by multicast: so one of two FRRs is in a network of its own, at the end of a cable. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { end, found, sleep, started, written } from './stage.mjs';

const CABLE = 'ldp0';
const FAR_END = 'ldp1';
const FRR = '/usr/lib/frr';

export function labelSwitching() {
  return {
    ldp: {
      interface: CABLE,
      port: 646,
      says: 'ldpd of FRR on both sides with a session holdtime of 15 s, a third of which is between keepalives',
      heartbeats: [
        found('ldp', 'originator', 5, { answered: null, impliedTimeoutSeconds: 15 }),
        found('ldp', 'responder', 5, { answered: null, impliedTimeoutSeconds: 15 }),
      ],
      seconds: 36,
      async prepare() {
        const far = started('unshare', '--net', 'sleep', 'infinity');
        await sleep(1);
        const inFar = ['nsenter', '--target', String(far.pid), '--net'];
        ip('link', 'add', CABLE, 'type', 'veth', 'peer', 'name', FAR_END);
        ip('link', 'set', FAR_END, 'netns', String(far.pid));
        plug([], CABLE, '10.8.0.1');
        plug(inFar, FAR_END, '10.8.0.2');
        return async () => {
          const near = await router([], 'ldp-near', CABLE, '10.8.0.1');
          const other = await router(inFar, 'ldp-far', FAR_END, '10.8.0.2');
          return () => {
            for (const one of [...near, ...other, far]) end(one);
            for (const name of ['ldp-near', 'ldp-far'])
              rmSync(roomOf(name), { recursive: true, force: true });
          };
        };
      },
    },
  };
}

function ip(...words) {
  execFileSync('ip', words, { stdio: 'ignore' });
}

function plug(where, link, address) {
  for (const words of [
    ['address', 'add', `${address}/24`, 'dev', link],
    ['link', 'set', link, 'up'],
  ]) {
    const [command, ...rest] = [...where, 'ip', ...words];
    execFileSync(command, rest, { stdio: 'ignore' });
  }
}

/** Where the daemons of a router meet. */
function roomOf(name) {
  return join('/var/run/frr', name);
}

async function router(where, name, link, address) {
  mkdirSync(roomOf(name), { recursive: true });
  spawnSync('chown', ['-R', 'frr:frr', '/var/run/frr']);
  const settings = `mpls ldp\n router-id ${address}\n address-family ipv4\n  discovery transport-address ${address}
  discovery hello interval 2\n  session holdtime 15\n  interface ${link}\n exit-address-family\nexit\n`;
  const daemon = (program, config) => {
    const files = ['-f', config, '-i', join(roomOf(name), `${program}.pid`)];
    const [command, ...rest] = [...where, join(FRR, program), '-N', name, ...files];
    return started(command, ...rest);
  };
  const zebra = daemon('zebra', written(`${name}-zebra.conf`, '!\n'));
  await sleep(1);
  return [daemon('ldpd', written(`${name}-ldpd.conf`, settings)), zebra];
}
