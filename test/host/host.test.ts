/** What a Linux machine has, read from a made-up /proc as the kernel writes it, and from the real one in a network namespace. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';

import { retransmissionTimeout } from '../../src/advice/host-facts.ts';
import { TICK_RATES } from '../../src/advice/timing.ts';
import { KeepscopeError } from '../../src/errors.ts';
import { establishedSockets } from '../../src/host/proc-tcp.ts';
import { readHost } from '../../src/host/read-host.ts';
import { hostLines } from '../../src/report/advice/host-text.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { keepscope } from '../support/command.ts';
import { oracle } from '../support/oracle.ts';
import { scratchFolder } from '../support/read-back.ts';

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
/**
 * As 6.18 on x86-64 prints them: 10.0.0.5:5432 and 192.0.2.7, timers 2 (keepalive), 0, 1 and 4; then
 * one that listens; one within a loopback; and three of 10.0.0.5 with 10.0.1.5, of which one end of the last is in TCP6.
 */
const TCP = `${HEAD}   0: 0500000A:1538 070200C0:D431 01 00000000:00000000 02:00003A98 00000000   999        2 4711 2 000000001db13372 20 4 30 10 -1
   1: 0500000A:1538 080200C0:D432 01 00000000:00000000 00:00000000 00000000   999        0 4712 1 000000001db13373 20 4 30 10 -1
   2: 0500000A:1538 090200C0:D433 01 00000400:00000000 01:00000014 00000003     0        0 4713 2 000000001db13374 20 4 30 10 -1
   3: 0500000A:1538 0A0200C0:D434 01 00000400:00000000 04:00000014 00000000     0        5 4714 2 000000001db13375 20 4 30 10 -1
   4: 00000000:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4715 1 000000001db13376 100 0 0 10 0
   5: 0100007F:1538 0100007F:D435 01 00000000:00000000 00:00000000 00000000     0        0 4716 1 000000001db13377 20 4 30 10 -1
   6: 0500000A:1538 0501000A:D438 01 00000000:00000000 00:00000000 00000000   999        0 4719 1 000000001db13378 20 4 30 10 -1
   7: 0501000A:D438 0500000A:1538 01 00000000:00000000 00:00000000 00000000   999        0 4720 1 000000001db13379 20 4 30 10 -1
   8: 0501000A:D439 0500000A:0016 01 00000000:00000000 00:00000000 00000000   999        0 4721 1 000000001db1337a 20 4 30 10 -1
   9: gibberish
`;
/** 2001:db8::5 with 2001:db8::7, and ::ffff:10.0.0.5 with ::ffff:192.0.2.9 and with ::ffff:10.0.1.5. */
const TCP6 = `${HEAD}   0: B80D0120000000000000000005000000:0016 B80D0120000000000000000007000000:D436 01 00000000:00000000 00:00000000 00000000     0        0 4717 1 0 20 4 30 10 -1
   1: 0000000000000000FFFF00000500000A:0016 0000000000000000FFFF0000090200C0:D437 01 00000000:00000000 02:00000001 00000000     0        0 4718 1 0 20 4 30 10 -1
   2: 0000000000000000FFFF00000500000A:0016 0000000000000000FFFF00000501000A:D439 01 00000000:00000000 00:00000000 00000000     0        0 4722 1 0 20 4 30 10 -1
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
      ['10.0.0.5 5432', '10.0.1.5 54328', 'off', null, 0, true],
      ['10.0.1.5 54328', '10.0.0.5 5432', 'off', null, 0, true],
      ['10.0.1.5 54329', '10.0.0.5 22', 'off', null, 0, true],
      ['2001:db8::5 22', '2001:db8::7 54326', 'off', null, 0, false],
      ['10.0.0.5 22', '192.0.2.9 54327', 'on', 0.01, 0, false],
      ['10.0.0.5 22', '10.0.1.5 54329', 'off', null, 0, true],
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
  const [name, peer] = [`kshost${process.pid}`, `kspeer${process.pid}`];
  const inside = ['netns', 'exec', name];
  const children: ChildProcess[] = [];
  const holding = async (namespace: string, program: string): Promise<void> => {
    const child = spawn('ip', ['netns', 'exec', namespace, 'python3', '-c', program], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    await once(child.stdout, 'data');
  };
  try {
    joinNamespaces(name, peer);
    await holding(peer, LISTENERS);
    await holding(name, SOCKETS);
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
      {
        keepalive: string;
        isLocal: boolean;
        remainingSeconds: number | null;
        owners: { program: string }[];
      }
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
    // Between two addresses of the machine: counted, and not listed.
    assert.deepEqual(
      ['192.0.2.1 1005', '192.0.2.3 9000', '192.0.2.1 1002'].map((end) => seen.get(end)?.isLocal),
      [true, true, false],
    );
    assert.match(text, /^4 established connections: .*; 2 more\s+within this machine\.$/m);
    assert.doesNotMatch(text, /192\.0\.2\.3/);
  } finally {
    for (const child of children) {
      child.kill();
      await once(child, 'exit');
    }
    for (const namespace of [name, peer]) execFileSync('ip', ['netns', 'delete', namespace]);
  }
});

test('what forgets half-closed connections only is no loss to values that survive all else', () => {
  const facts = {
    settings: { idle: 100, interval: 20, count: 3 },
    retries: null,
    tickRate: null,
    sockets: [],
  };
  const question = { limit: null, detection: null, product: null, rates: TICK_RATES, snippets: [] };
  const lines = hostLines(facts, question, { columns: Number.POSITIVE_INFINITY, paint: PLAIN });
  assert.ok(lines.includes('- They survive every known idle timeout of middleboxes.'), lines.join('\n'));
});

/** Two namespaces with a wire between them, 192.0.2.1 and .2, 2001:db8::1 and ::2; the first has another address too. */
function joinNamespaces(name: string, peer: string): void {
  const run = (namespace: string, ...commands: string[]): void => {
    execFileSync('ip', ['-n', namespace, '-batch', '-'], { input: `${commands.join('\n')}\n` });
  };
  for (const namespace of [name, peer]) execFileSync('ip', ['netns', 'add', namespace]);
  run(name, `link add eth0 type veth peer name eth0 netns ${peer}`, 'link set lo up', 'link set eth0 up');
  run(peer, 'link set eth0 up', 'addr add 192.0.2.2/24 dev eth0', 'addr add 2001:db8::2/64 dev eth0 nodad');
  run(name, 'addr add 192.0.2.1/24 dev eth0', 'addr add 2001:db8::1/64 dev eth0 nodad');
  run(name, 'addr add 192.0.2.3/32 dev lo');
}

/** Takes connections over IPv4 and IPv6, and reads nothing. */
const LISTENERS = `import socket, sys
ends = ((socket.AF_INET, '192.0.2.2'), (socket.AF_INET6, '2001:db8::2'))
held = [socket.create_server((address, 9000), family=family) for family, address in ends]
print('ready', flush=True)
sys.stdin.read()
`;

/** Connections from known ports: keepalive after 512 s; none; more data than the peer reads; none, over IPv6; and within. */
const SOCKETS = `import socket, sys
def connected(family, a, b, port):
    one = socket.socket(family); one.bind((a, port)); one.connect((b, 9000))
    return one
within = socket.socket(); within.bind(('192.0.2.3', 9000)); within.listen()
probed, plain, full = (connected(socket.AF_INET, '192.0.2.1', '192.0.2.2', port) for port in (1001, 1002, 1003))
held = [connected(socket.AF_INET6, '2001:db8::1', '2001:db8::2', 1004), connected(socket.AF_INET, '192.0.2.1', '192.0.2.3', 1005), within.accept()]
probed.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
probed.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 512)
full.setblocking(False)
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
