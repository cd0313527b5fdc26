/** What a Linux machine has, read from a made-up /proc as the kernel writes it, and from the real one in a network namespace. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';

import { retransmissionTimeout } from '../../src/advice/host-facts.ts';
import { KeepscopeError } from '../../src/errors.ts';
import { establishedSockets } from '../../src/host/proc-tcp.ts';
import { readHost } from '../../src/host/read-host.ts';
import { keepscope } from '../support/command.ts';
import { oracle } from '../support/oracle.ts';
import { scratchFolder } from '../support/read-back.ts';

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
/** As 6.18 on x86-64 prints them: 10.0.0.5:5432 and 192.0.2.7, timers 2 (keepalive), 0, 1 and 4; then one that listens. */
const TCP = `${HEAD}   0: 0500000A:1538 070200C0:D431 01 00000000:00000000 02:00003A98 00000000   999        2 4711 2 000000001db13372 20 4 30 10 -1
   1: 0500000A:1538 080200C0:D432 01 00000000:00000000 00:00000000 00000000   999        0 4712 1 000000001db13373 20 4 30 10 -1
   2: 0500000A:1538 090200C0:D433 01 00000400:00000000 01:00000014 00000003     0        0 4713 2 000000001db13374 20 4 30 10 -1
   3: 0500000A:1538 0A0200C0:D434 01 00000400:00000000 04:00000014 00000000     0        5 4714 2 000000001db13375 20 4 30 10 -1
   4: 00000000:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4715 1 000000001db13376 100 0 0 10 0
   5: 0100007F:1538 0100007F:D435 01 00000000:00000000 00:00000000 00000000     0        0 4716 1 000000001db13377 20 4 30 10 -1
   6: gibberish
`;
/** 2001:db8::5 with 2001:db8::7, and ::ffff:10.0.0.5 with ::ffff:192.0.2.9. */
const TCP6 = `${HEAD}   0: B80D0120000000000000000005000000:0016 B80D0120000000000000000007000000:D436 01 00000000:00000000 00:00000000 00000000     0        0 4717 1 0 20 4 30 10 -1
   1: 0000000000000000FFFF00000500000A:0016 0000000000000000FFFF0000090200C0:D437 01 00000000:00000000 02:00000001 00000000     0        0 4718 1 0 20 4 30 10 -1
`;

const root = scratchFolder('host');
const schema = JSON.parse(readFileSync(new URL('../../schema/advice-1.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ allErrors: true, strictTypes: false }).compile(schema);

function put(path: string, text: string | Buffer): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

put('proc/net/tcp', TCP);
put('proc/net/tcp6', TCP6);
put('proc/sys/net/ipv4/tcp_keepalive_time', '7200\n');
put('proc/sys/net/ipv4/tcp_keepalive_intvl', '75\n');
put('proc/sys/net/ipv4/tcp_keepalive_probes', '9\n');
put('proc/sys/net/ipv4/tcp_retries2', '15\n');
put('proc/sys/kernel/osrelease', '6.1.0-18-amd64\n');
put('boot/config-6.1.0-18-amd64', '# CONFIG_HZ_100 is not set\nCONFIG_HZ_250=y\nCONFIG_HZ=250\n');
put('proc/812/comm', 'postgres\n');
mkdirSync(join(root, 'proc/812/fd'));
symlinkSync('socket:[4712]', join(root, 'proc/812/fd/7'));
symlinkSync('/dev/null', join(root, 'proc/812/fd/0'));

test('established connections of a made-up machine: addresses, timers and owners', () => {
  const { sockets } = readHost(root, 'LE');
  assert.deepEqual(
    sockets.map(({ local, remote, keepalive, remaining, unanswered, isLocal }) => [
      `${local.address} ${local.port}`,
      `${remote.address} ${remote.port}`,
      keepalive,
      remaining,
      unanswered,
      isLocal,
    ]),
    [
      // 0x3A98 hundredths of a second, and two probes in vain.
      ['10.0.0.5 5432', '192.0.2.7 54321', 'on', 150, 2, false],
      ['10.0.0.5 5432', '192.0.2.8 54322', 'off', null, 0, false],
      ['10.0.0.5 5432', '192.0.2.9 54323', 'unknown', null, 0, false],
      ['10.0.0.5 5432', '192.0.2.10 54324', 'unknown', null, 0, false],
      ['127.0.0.1 5432', '127.0.0.1 54325', 'off', null, 0, true],
      ['2001:db8::5 22', '2001:db8::7 54326', 'off', null, 0, false],
      ['10.0.0.5 22', '192.0.2.9 54327', 'on', 0.01, 0, false],
    ],
  );
  assert.deepEqual(sockets[1]?.owners, [{ pid: 812, program: 'postgres' }]);
  assert.deepEqual(sockets[0]?.owners, []);
});

test('a machine of the other byte order prints the words of an address the other way round', () => {
  const line = TCP.replace('0500000A:1538 070200C0', '0A000005:1538 C0000207')
    .split('\n')
    .slice(0, 2)
    .join('\n');
  const [socket] = establishedSockets(line, 'BE');
  assert.deepEqual(
    [socket?.local.address, socket?.remote.address, socket?.local.port],
    ['10.0.0.5', '192.0.2.7', 5432],
  );
});

test('values, and ticks a second from the configuration in /boot or in /proc', () => {
  const { settings, retries, tickRate } = readHost(root, 'LE');
  assert.deepEqual(settings, { idle: 7200, interval: 75, count: 9 });
  assert.deepEqual([retries, tickRate], [15, 250]);
  put('proc/config.gz', gzipSync('CONFIG_HZ_1000=y\nCONFIG_HZ=1000\n'));
  assert.equal(readHost(root, 'LE').tickRate, 1000);
});

test('15 retries are 924.6 s, as ip-sysctl.rst says', () => {
  assert.equal(retransmissionTimeout(15).toFixed(1), '924.6');
});

test('where there is no /proc/net/tcp, one line says so', () => {
  assert.throws(
    () => readHost(join(root, 'nowhere'), 'LE'),
    (error) =>
      error instanceof KeepscopeError && error.exitStatus === 2 && /there is none here/.test(error.message),
  );
});

const isRoot = process.getuid?.() === 0 && process.platform === 'linux';

test('the sockets of a network namespace: with keepalive, without, and with data in flight', {
  skip: isRoot ? oracle('ip').skip || oracle('python3').skip : 'only root may make network namespaces',
}, async () => {
  const name = `kshost${process.pid}`;
  execFileSync('ip', ['netns', 'add', name]);
  const inside = ['netns', 'exec', name];
  execFileSync('ip', [...inside, 'ip', 'link', 'set', 'lo', 'up']);
  // Addresses that are no loopback, on the loopback interface: both ends in one namespace.
  for (const address of ['192.0.2.1/32', '192.0.2.2/32', '2001:db8::1/128', '2001:db8::2/128'])
    execFileSync('ip', [
      ...inside,
      'ip',
      'address',
      'add',
      address,
      'dev',
      'lo',
      ...(address.includes(':') ? ['nodad'] : []),
    ]);
  const child = spawn('ip', [...inside, 'python3', '-c', SOCKETS], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    await once(child.stdout, 'data');
    const run = execFileSync(
      'ip',
      [...inside, process.execPath, 'bin/keepscope.js', 'advise', '--this-host', '--format', 'json'],
      {
        encoding: 'utf8',
      },
    );
    assert.ok(validate(JSON.parse(run)), JSON.stringify(validate.errors?.slice(0, 3)));
    const { host, settings } = JSON.parse(run);
    assert.deepEqual(settings, { idleSeconds: 7200, intervalSeconds: 75, count: 9 });
    const seen = new Map<
      string,
      { keepalive: string; remainingSeconds: number | null; owners: { program: string }[] }
    >(
      host.connections.map((one: { local: { address: string; port: number } }) => [
        `${one.local.address} ${one.local.port}`,
        one,
      ]),
    );
    assert.equal(seen.get('192.0.2.1 1001')?.keepalive, 'on');
    const remaining = seen.get('192.0.2.1 1001')?.remainingSeconds ?? 0;
    assert.ok(remaining > 400 && remaining <= 512 + 16.4, `${remaining}`);
    assert.equal(seen.get('192.0.2.1 1002')?.keepalive, 'off');
    assert.equal(seen.get('192.0.2.1 1003')?.keepalive, 'unknown');
    assert.equal(seen.get('2001:db8::1 1004')?.keepalive, 'off');
    assert.match(seen.get('192.0.2.1 1002')?.owners[0]?.program ?? '', /^python/);
    const text = execFileSync(
      'ip',
      [...inside, process.execPath, 'bin/keepscope.js', 'advise', '--this-host'],
      { encoding: 'utf8' },
    );
    assert.match(
      text,
      /Without keepalive:\n[^\n]*\n(?: .*\n)*? 192\.0\.2\.1:1002 +192\.0\.2\.2:9000 +python/,
    );
  } finally {
    child.kill();
    await once(child, 'exit');
    execFileSync('ip', ['netns', 'delete', name]);
  }
});

/** Connections from known ports: keepalive after 512 s; none; more data than the peer reads; none, over IPv6. */
const SOCKETS = `import socket, sys
def pair(family, a, b, port):
    listener = socket.socket(family); listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((b, 9000)); listener.listen()
    one = socket.socket(family); one.bind((a, port)); one.connect((b, 9000))
    return one, listener.accept()[0], listener
held = [pair(socket.AF_INET, '192.0.2.1', '192.0.2.2', port) for port in (1001,)]
held[0][2].close()
probed = held[0][0]
probed.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
probed.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 512)
for family, a, b, port in ((socket.AF_INET, '192.0.2.1', '192.0.2.2', 1002), (socket.AF_INET, '192.0.2.1', '192.0.2.2', 1003), (socket.AF_INET6, '2001:db8::1', '2001:db8::2', 1004)):
    held.append(pair(family, a, b, port)); held[-1][2].close()
full = held[2][0]; full.setblocking(False)
try:
    while True: full.send(b'x' * 65536)
except BlockingIOError: pass
print('ready', flush=True)
sys.stdin.read()
`;

test('--this-host takes nothing else that could be looked at', () => {
  for (const [args, says] of [
    [['--settings', '7200/75/9'], /--settings does not go with --this-host/],
    [['--from', 'a.pcap'], /--from does not go with --this-host/],
    [['--detect', '60'], /--detect does not go with --this-host/],
  ] as const) {
    const { status, stderr } = keepscope(['advise', '--this-host', ...args]);
    assert.equal(status, 2);
    assert.match(stderr, says);
  }
});
