/** What keeps hosts in touch: SSH, SMB and NetBIOS, Erlang nodes, FIX between traders. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import {
  end,
  folder,
  found,
  HOST,
  listening,
  roomFor,
  sleep,
  started,
  startedWith,
  written,
} from './stage.mjs';

export function hosts() {
  return {
    ssh: {
      port: 22022,
      says: 'sshd, and ssh with ServerAliveInterval 2 s',
      seconds: 20,
      heartbeats: [found('ssh', 'originator', 2)],
      async prepare(port) {
        const { server, client } = await sshd('alive', port);
        return () => {
          const session = started('ssh', ...client, '-N', '-o', 'ServerAliveInterval=2', 'root@127.0.0.1');
          return () => {
            end(session);
            end(server);
          };
        };
      },
    },
    smb2: {
      port: 24450,
      says: 'smbd, and smbclient at its prompt, which sends ECHO every 5 s',
      heartbeats: [found('smb2', 'originator', 5)],
      seconds: 32,
      async prepare(port) {
        const server = await smbd('smb2', port, 'server min protocol = SMB2');
        return () => {
          const client = smbclient(port, '-m', 'SMB3');
          return () => {
            end(client);
            end(server);
          };
        };
      },
    },
    netbios: {
      port: 24451,
      says: 'smbd with keepalive 2 s for SMB1, and smbclient, stopped (SIGSTOP) at its prompt, which would send ECHO',
      heartbeats: [found('netbios', 'responder', 2, { answered: null })],
      async prepare(port) {
        const server = await smbd('netbios', port, 'server min protocol = NT1\nkeepalive = 2');
        return async () => {
          const client = smbclient(port, '-m', 'NT1', '--option=client min protocol=NT1');
          await sleep(1);
          client.kill('SIGSTOP');
          return () => {
            end(client, 'SIGKILL');
            end(server);
          };
        };
      },
    },
    erlang: {
      port: 24370,
      says: 'two nodes of Erlang with net_ticktime 8 s, a quarter of which is between ticks',
      heartbeats: [
        found('erlang', 'originator', 2, { answered: null }),
        found('erlang', 'responder', 2, { answered: null }),
      ],
      async prepare(port) {
        const responder = erlang('responder', port, []);
        await listening(port);
        return () => {
          const originator = erlang('originator', 24371, [
            '-eval',
            "net_kernel:connect_node('responder@127.0.0.1').",
          ]);
          return () => {
            end(originator);
            end(responder);
          };
        };
      },
    },
  };
}

const EPMD = '24369';

/** A node; `more` are options of erl. */
export function erlang(name, port, more) {
  const ports = ['inet_dist_listen_min', String(port), 'inet_dist_listen_max', String(port)];
  const options = ['-noinput', '-name', `${name}@${HOST}`, '-setcookie', 'fixture'];
  return startedWith(
    { env: { ...process.env, HOME: folder, ERL_EPMD_PORT: EPMD } },
    'erl',
    ...options,
    '-kernel',
    ...ports,
    'net_ticktime',
    '8',
    ...more,
  );
}

/** A server with keys of its own, and the options of a client that it lets in. */
export async function sshd(name, port) {
  const hostKey = join(folder, `host-${name}`);
  const userKey = join(folder, `user-${name}`);
  for (const key of [hostKey, userKey])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  const settings = {
    AuthorizedKeysFile: `${userKey}.pub`,
    StrictModes: 'no',
    UsePAM: 'no',
    PermitRootLogin: 'yes',
  };
  const options = Object.entries(settings).flatMap(([option, value]) => ['-o', `${option}=${value}`]);
  execFileSync('mkdir', ['-p', '/run/sshd']);
  const server = started(
    '/usr/sbin/sshd',
    '-D',
    '-f',
    '/dev/null',
    '-p',
    String(port),
    '-h',
    hostKey,
    ...options,
  );
  await listening(port);
  const trust = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-F', '/dev/null'];
  return { server, client: ['-i', userKey, '-p', String(port), ...trust] };
}

async function smbd(name, port, more) {
  const room = roomFor(`samba-${name}`);
  const folders = [
    'private dir',
    'lock directory',
    'state directory',
    'cache directory',
    'pid directory',
    'ncalrpc dir',
  ];
  const settings = `[global]
smb ports = ${port}\nbind interfaces only = yes\ninterfaces = lo\nmap to guest = Bad User\nlog file = ${room}/log
load printers = no\ndisable spoolss = yes\nclient min protocol = NT1\nsocket options = TCP_NODELAY
${folders.map((one) => `${one} = ${room}`).join('\n')}
${more}\n[room]\npath = ${room}\nguest ok = yes\n`;
  const server = started('smbd', '-F', '--no-process-group', '-s', written(`smb-${name}.conf`, settings));
  await listening(port);
  return server;
}

/** At its prompt: nobody types, and nobody has gone. */
function smbclient(port, ...options) {
  const words = ['-N', '-p', String(port), '-s', '/dev/null', ...options, `//${HOST}/room`];
  return startedWith({ stdio: ['pipe', 'ignore', 'ignore'] }, 'smbclient', ...words);
}
