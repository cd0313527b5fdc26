/**
 * Every snippet that can be run here is run as it is given out, and what it did is read back by somebody else: the
 * kernel through getsockopt(2) and ss, or the program whose configuration it is.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { SNIPPETS, snippetOf } from '../../src/advice/snippets/catalogue.ts';
import { findTool, oracle } from '../support/oracle.ts';
import { outputOf, PRINT_OPTIONS, scratchFolder, written } from '../support/read-back.ts';

/** Three numbers that differ from each other and from all defaults. */
const SETTINGS = { idle: 147, interval: 29, count: 4 };

const folder = scratchFolder('snippets');

function textOf(name: string): string {
  return snippetOf(name)?.text(SETTINGS) ?? '';
}

/** Toolchains that are too large to ask for. */
function whereInstalled(tool: string): string | false {
  return findTool(tool) === null ? `${tool} is not installed` : false;
}

test('every snippet has a name, a source, and the idle time in it, but for heartbeats', () => {
  const names = SNIPPETS.flatMap(({ name, aliases }) => [name, ...aliases]);
  assert.equal(new Set(names).size, names.length);
  for (const { name, source, text, isHeartbeat } of SNIPPETS) {
    assert.notEqual(source, '', name);
    assert.match(text(SETTINGS), isHeartbeat ? /Interval 147|Interval 52/ : /147/, name);
    assert.doesNotMatch(text(SETTINGS), /\s$|undefined|NaN/, name);
  }
});

for (const compiler of ['gcc', 'g++']) {
  test(`c: compiled by ${compiler}, the socket has the three values`, { skip: oracle('g++').skip }, () => {
    const program = `${textOf('c')}
#include <stdio.h>
int main(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0), names[] = { TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT }, value;
    socklen_t length = sizeof value;
    if (enable_keepalive(fd) != 0) return 1;
    getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &value, &length);
    printf("%d", value);
    for (int i = 0; i < 3; i++) {
        getsockopt(fd, IPPROTO_TCP, names[i], &value, &length);
        printf(" %d", value);
    }
    return 0;
}
`;
    const source = written(folder, compiler === 'gcc' ? 'try.c' : 'try.cc', program);
    assert.equal(outputOf(compiler, ['-Wall', '-Wextra', '-Werror', '-o', `${source}.out`, source]), '');
    assert.equal(outputOf(`${source}.out`, []), '1 147 29 4');
  });
}

test('c: each value goes with a constant of its own', () => {
  const pairs = [...textOf('c').matchAll(/IPPROTO_TCP, (\w+), &(\w+)/g)].map(([, constant, value]) => [
    constant,
    value,
  ]);
  assert.deepEqual(pairs, [
    ['TCP_KEEPIDLE', 'idle'],
    ['TCP_KEEPINTVL', 'interval'],
    ['TCP_KEEPCNT', 'count'],
  ]);
});

test('python: the socket has the three values', { skip: oracle('python3').skip }, () => {
  const reading = PRINT_OPTIONS.replace(
    's = socket.socket(fileno=0)',
    's = socket.socket()\nenable_keepalive(s)',
  );
  const file = written(folder, 'try.py', `${textOf('python')}\n\n\n${reading}`);
  assert.equal(outputOf('python3', [file]), '1 147 29 4');
});

test('node: the sockets have the idle time, and what Node.js itself sets', {
  skip: oracle('python3').skip,
}, () => {
  const program = `const net = require('node:net');
const http = require('node:http');
const { spawnSync } = require('node:child_process');
const read = (socket) => {
  const { stdout } = spawnSync('python3', ['-c', ${JSON.stringify(PRINT_OPTIONS)}], { stdio: [socket._handle.fd, 'pipe', 'inherit'] });
  console.log(stdout.toString().trim());
};
const plain = net.createServer().listen(0, '127.0.0.1', () => {
  const socket = net.connect(plain.address().port, '127.0.0.1', () => {
    ${textOf('node')}
    read(socket);
    server.on('connection', (accepted) => {
      read(accepted);
      const web = http.createServer((_, answer) => answer.end()).listen(0, '127.0.0.1', () => {
        http.get({ port: web.address().port, agent }, (answer) => {
          answer.resume();
          answer.on('end', () => setImmediate(() => {
            read(Object.values(agent.freeSockets)[0][0]);
            process.exit();
          }));
        });
      });
    });
    server.listen(0, '127.0.0.1', () => net.connect(server.address().port, '127.0.0.1'));
  });
});
`;
  const lines = outputOf(process.execPath, [written(folder, 'try.cjs', program)]).split('\n');
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const hasAll = major > 26 || (major === 26 && minor >= 4);
  assert.deepEqual(lines, [hasAll ? '1 147 29 4' : '1 147 1 10', '1 147 1 10', '1 147 1 10']);
});

test('java: socket and socket channel have the three values', { skip: whereInstalled('javac') }, () => {
  const program = `public class Try {
${textOf('java')}
    public static void main(String[] args) throws java.io.IOException {
        for (java.net.Socket socket : new java.net.Socket[] { new java.net.Socket(), java.nio.channels.SocketChannel.open().socket() }) {
            enableKeepalive(socket);
            System.out.println(socket.getOption(java.net.StandardSocketOptions.SO_KEEPALIVE)
                + " " + socket.getOption(jdk.net.ExtendedSocketOptions.TCP_KEEPIDLE)
                + " " + socket.getOption(jdk.net.ExtendedSocketOptions.TCP_KEEPINTERVAL)
                + " " + socket.getOption(jdk.net.ExtendedSocketOptions.TCP_KEEPCOUNT));
        }
    }
}
`;
  const file = written(folder, 'Try.java', program);
  assert.equal(outputOf('java', [file]), 'true 147 29 4\ntrue 147 29 4');
});

const isRoot = process.getuid?.() === 0 && process.platform === 'linux';

test('sysctl: both ways set the values of a network namespace', {
  skip: isRoot ? oracle('ip').skip || oracle('ps').skip : 'only root may make network namespaces',
}, () => {
  const name = `ksadvise${process.pid}`;
  const inside = (...command: string[]): string => outputOf('ip', ['netns', 'exec', name, ...command]);
  const values = (): string =>
    inside('sysctl', '-n', ...['time', 'intvl', 'probes'].map((end) => `net.ipv4.tcp_keepalive_${end}`));
  execFileSync('ip', ['netns', 'add', name]);
  try {
    assert.equal(values(), '7200\n75\n9');
    inside('sh', '-ec', textOf('sysctl'));
    assert.equal(values(), '147\n29\n4');
    const other = snippetOf('sysctl')?.text({ idle: 51, interval: 12, count: 6 }) ?? '';
    const lines = other
      .split('\n')
      .filter((line) => /^#net/.test(line))
      .map((line) => line.slice(1));
    inside('sysctl', '-p', written(folder, '60-keepalive.conf', `${lines.join('\n')}\n`));
    assert.equal(values(), '51\n12\n6');
  } finally {
    execFileSync('ip', ['netns', 'delete', name]);
  }
});

test('nginx: its listening socket has the three values', {
  skip: oracle('nginx').skip || oracle('ss').skip || oracle('ss').skip,
}, async () => {
  const port = await freePort();
  const server = textOf('nginx').replace('listen 8080', `listen 127.0.0.1:${port}`);
  const config = `daemon off; pid ${folder}/nginx.pid; error_log stderr; events {}
http { access_log off; client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
${server} }`;
  const child = spawn('nginx', ['-c', written(folder, 'nginx.conf', config), '-e', 'stderr'], {
    stdio: 'ignore',
  });
  assert.match(await timerOfClient(port), /timer:\(keepalive,2min2\dsec/);
  child.kill();
  await once(child, 'exit');
});

test('redis: an accepted connection is probed after the idle time', {
  skip: oracle('redis-server').skip || oracle('ss').skip,
}, async () => {
  const port = await freePort();
  const file = written(
    folder,
    'redis.conf',
    `${textOf('redis')}\nbind 127.0.0.1\nport ${port}\nsave ""\ndir ${folder}\n`,
  );
  const child = spawn('redis-server', [file], { stdio: 'ignore' });
  assert.match(await timerOfClient(port), /timer:\(keepalive,2min2\dsec/);
  child.kill();
  await once(child, 'exit');
});

test('haproxy: accepts the configuration', { skip: oracle('haproxy').skip }, () => {
  const config = `${textOf('haproxy')}\n\nlisten one\n    bind 127.0.0.1:9\n    server two 127.0.0.1:10\n`;
  const said = outputOf('haproxy', ['-c', '-f', written(folder, 'haproxy.cfg', config)]);
  assert.match(said, /^Configuration file is valid$/);
});

test('openssh: the client reads the two values', { skip: oracle('ssh').skip }, () => {
  const said = outputOf('ssh', [
    '-G',
    '-F',
    written(folder, 'ssh_config', `${textOf('openssh')}\n`),
    'example',
  ]);
  // 147 + 4 * 29 = 263 s, in 5 periods.
  assert.match(said, /^serveraliveinterval 52$/m);
  assert.match(said, /^serveralivecountmax 4$/m);
});

test('openssh: the comment counts the periods, however many they are', () => {
  for (const count of [1, 2, 20]) {
    const text =
      snippetOf('openssh')
        ?.text({ ...SETTINGS, count })
        .replaceAll('\n# ', ' ') ?? '';
    assert.match(text, new RegExp(`gives up after ${count + 1} periods in vain\\.`));
  }
});

test('systemd: knows every key of the socket unit', { skip: whereInstalled('systemd-analyze') }, () => {
  written(folder, 'keepscope-try.service', '[Service]\nExecStart=/bin/true\n');
  const unit = written(folder, 'keepscope-try.socket', `${textOf('systemd')}\nListenStream=127.0.0.1:9\n`);
  assert.doesNotMatch(outputOf('systemd-analyze', ['verify', unit]), /keepscope-try\.socket/);
});

test('postgresql: the server reads the three values', {
  skip: isRoot ? whereInstalled('postgres') || whereInstalled('setpriv') : 'runs as another user',
}, () => {
  const data = mkdtempSync(join(tmpdir(), 'keepscope-postgresql-'));
  after(() => rmSync(data, { recursive: true }));
  written(data, 'postgresql.conf', `${textOf('postgresql')}\n`);
  execFileSync('chown', ['nobody', data]);
  const values = ['idle', 'interval', 'count'].map((end) =>
    outputOf('setpriv', [
      '--reuid=nobody',
      '--clear-groups',
      'postgres',
      '-D',
      data,
      '-C',
      `tcp_keepalives_${end}`,
    ])
      .split('\n')
      .at(-1),
  );
  assert.deepEqual(values, ['147', '29', '4']);
});

test('units: milliseconds where a system counts in them', () => {
  assert.match(textOf('windows'), /KeepAliveTime \/t REG_DWORD \/d 147000 /);
  assert.match(textOf('windows'), /KeepAliveInterval \/t REG_DWORD \/d 29000 /);
  assert.match(textOf('macos'), /keepidle=147000\n.*keepintvl=29000\n.*keepcnt=4/);
  assert.match(textOf('kubernetes'), /tcp_keepalive_time\n +value: "147"\n/);
  assert.match(textOf('go'), /Idle: +147 \* time\.Second,\n.*Interval: 29 \* time\.Second,\n.*Count: +4,/);
  assert.match(textOf('rust'), /from_secs\(147\)\)\n.*from_secs\(29\)\)\n.*with_retries\(4\)/);
  assert.match(textOf('envoy'), /keepalive_time: 147\n +keepalive_interval: 29\n +keepalive_probes: 4\n/);
  assert.match(textOf('netty'), /KEEPIDLE\), 147\)\n.*KEEPINTERVAL\), 29\)\n.*KEEPCOUNT\), 4\)/);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** What ss says of the accepted side of a connection to a server that is about to listen there. */
async function timerOfClient(port: number): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = createConnection(port, '127.0.0.1');
    after(() => socket.destroy());
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    if (!connected) {
      await delay(50);
      continue;
    }
    for (let look = 0; look < 100; look++) {
      const line = execFileSync('ss', ['-tnoH', `sport = :${port}`], { encoding: 'utf8' });
      if (line.includes('timer:')) return line;
      await delay(20);
    }
  }
  return '';
}
