/** keepscope advise as people run it: what is on the screen, what programs read, what is refused. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';

import { SNIPPETS } from '../../src/advice/snippets/catalogue.ts';
import { keepscope } from '../support/command.ts';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
const schema = JSON.parse(readFileSync(new URL('../../schema/advice-1.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ allErrors: true, strictTypes: false }).compile(schema);

function advise(...args: string[]): string {
  const { status, stdout, stderr } = keepscope(['advise', ...args]);
  assert.deepEqual([status, stderr], [0, '']);
  return stdout;
}

// biome-ignore lint/suspicious/noExplicitAny: any JSON.
function json(...args: string[]): any {
  const value = JSON.parse(advise(...args, '--format', 'json'));
  assert.ok(validate(value), JSON.stringify(validate.errors?.slice(0, 3)));
  return value;
}

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

test('the detection time of the defaults is 2 h 11 min 15 s, and later by the kernel', () => {
  const text = flat(advise('--settings', '7200/75/9'));
  assert.match(
    text,
    /noticed 2 h 11 min 15 s after it was last heard, and at the latest after 2 h 26 min 5 s \(300 Hz\)/,
  );
  assert.match(text, /not survived where timers are late openwrt \(7440 s at 100, 300 and 1000 Hz\)/);
  assert.match(text, /not survived .*azure-lb \(240 s\).*aws-nlb \(350 s\)/);
  assert.equal(json('--settings', '7200/75/9').timing.detectionSeconds, 7875);
});

test('settings against a limit: safe, fragile, marginal and too slow, and on which kernel', () => {
  const cases: [settings: string, verdict: string, says: RegExp][] = [
    ['150/30/3', 'safe', /Safe for an idle timeout of 350 s: with one probe lost 151\.5 s are to spare/],
    ['300/30/3', 'fragile', /Fragile .* 13\.3 s too late \(1000 Hz\)/],
    ['320/10/3', 'marginal', /Marginal .* a kernel of 1000 Hz may send the probe up to 2\.8 s too late/],
    ['350/10/3', 'too-slow', /Too slow for an idle timeout of 350 s/],
  ];
  for (const [settings, verdict, says] of cases) {
    assert.match(flat(advise('--settings', settings, '--limit', '350')), says);
    assert.equal(json('--settings', settings, '--limit', '350').check.verdict, verdict);
  }
  assert.match(flat(advise('--settings', '300/30/3', '--limit', '350', '--hz', '250')), /Safe for/);
});

test('a limit, a product and a duration with a unit say the same', () => {
  const { settings, largestIdleSeconds } = json('--limit', '350');
  assert.deepEqual(json('--middlebox', 'aws-nlb').settings, settings);
  assert.deepEqual(json('--limit', 'AWS-NLB').settings, settings);
  assert.deepEqual(json('--limit', '6m').settings, json('--limit', '360').settings);
  assert.ok(settings.idleSeconds <= largestIdleSeconds);
  assert.match(
    flat(advise('--limit', '350')),
    new RegExp(`one lost probe allowed, is ${largestIdleSeconds} s`),
  );
});

test('what closes connections itself, or is faster than whole seconds, is told no setting', () => {
  assert.match(flat(advise('--middlebox', 'aws-alb')), /no keepalive setting helps.*at least every 30 s/);
  assert.match(flat(advise('--limit', '2')), /No keepalive is in time/);
  assert.match(flat(advise('--detect', '2')), /No keepalive is that fast/);
  // To a tenth, rounded up: 2.053... and 3.08.
  assert.match(flat(advise('--limit', '2', '--hz', '300')), /leaves after 2\.1 s at the latest\./);
  assert.match(flat(advise('--detect', '2', '--hz', '300')), /so it takes 3\.1 s\./);
  assert.equal(json('--middlebox', 'aws-alb').settings, null);
});

test('the detection time is said as it was asked for', () => {
  for (const [asked, said] of [
    ['3.5', '3.5 s'],
    ['45', '45 s'],
    ['60', '1 min'],
    ['90.5', '90.5 s'],
    ['1h', '1 h'],
  ] as const) {
    assert.ok(flat(advise('--detect', asked)).startsWith(`For a dead peer noticed within ${said}:`), asked);
    const check = flat(advise('--settings', '7200/75/9', '--detect', asked));
    assert.ok(check.includes(`for a dead peer to be noticed within ${said}. `), asked);
  }
});

test('what forgets half-closed connections is told so, and is no loss of others', () => {
  const text = flat(advise('--settings', '7200/75/9'));
  assert.match(text, /not survived .*conntrack-close-wait \(60 s, half-closed only\)/);
});

test('without options: what an unknown path may have, and that this is an assumption', () => {
  assert.match(flat(advise()), /nothing is known: 240 s is the shortest idle timeout/);
  assert.equal(json().wanted.assumed, true);
});

test('all snippets, with what is in force where a program has values of its own', () => {
  const { snippets } = json('--limit', '350', '--for', 'all');
  assert.deepEqual(
    snippets.map(({ name }: { name: string }) => name),
    SNIPPETS.map(({ name }) => name),
  );
  assert.ok(snippets.every(({ isEnough }: { isEnough: boolean }) => isEnough));
  const redis = json('--limit', '30', '--for', 'redis').snippets[0];
  // A third of the idle time: less of it than elsewhere is in time.
  assert.deepEqual(redis.settings, { idleSeconds: 15, intervalSeconds: 5, count: 3 });
  const text = advise('--limit', '350', '--for', 'c,js', '--for', 'postgres');
  for (const title of ['c: C and C++', 'node: Node.js', 'postgresql: PostgreSQL'])
    assert.match(text, new RegExp(`^${title.replaceAll('+', '\\+')}`, 'm'));
});

test('--format snippets is nothing but snippets, ready for a shell', () => {
  const text = advise('--limit', '350', '--format', 'snippets');
  execFileSync('sh', ['-n'], { input: text });
  assert.ok(
    text
      .split('\n')
      .every(
        (line) => line === '' || line.startsWith('#') || line.startsWith('sysctl -w net.ipv4.tcp_keepalive_'),
      ),
  );
});

test('--format snippets where nothing can be set is a failure, and nothing for a shell', () => {
  const { status, stdout, stderr } = keepscope(['advise', '--middlebox', 'aws-alb', '--format', 'snippets']);
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /there is nothing to set/);
});

test('prose fits 80 columns; colour is only where it is wanted', () => {
  const all: string[][] = [
    [],
    ['--limit', '350'],
    ['--settings', '7200/75/9', '--limit', '350'],
    ['--detect', '60'],
    ['--from', fixture('lab/nat-expiry.client.pcap')],
  ];
  for (const args of all) {
    const text = advise(...args)
      .split('\n')
      .filter((line) => !line.startsWith('#'));
    assert.deepEqual(
      text.filter((line) => line.length > 80),
      [],
    );
  }
  const colored = keepscope(['advise', '--settings', '7200/75/9', '--limit', '350'], {
    env: { FORCE_COLOR: '1' },
  }).stdout;
  assert.match(colored, new RegExp(`${String.fromCharCode(27)}\\[31mToo slow`));
  assert.equal(
    colored.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), ''),
    advise('--settings', '7200/75/9', '--limit', '350'),
  );
});

test('captures: what to change, with the frames; or that there is nothing to change', () => {
  const text = flat(advise('--from', fixture('lab/nat-expiry.client.pcap')));
  assert.match(text, /1\. enable keepalive on the originator, 192\.0\.2\.2/);
  assert.match(text, /frame 8: first data after/);
  assert.match(flat(advise('--from', fixture('alive-oneway.pcap'))), /Nothing to change/);
  assert.equal(advise(fixture('alive-oneway.pcap')), advise('--from', fixture('alive-oneway.pcap')));
  const { changes, captures } = json(
    '--from',
    fixture('lab/nat-expiry.client.pcap'),
    fixture('alive-oneway.pcap'),
  );
  assert.equal(captures.length, 2);
  assert.equal(changes[0].code, 'enable');
  assert.equal(changes.at(-1).code, null);
});

test('a capture of settings that are too slow for a named product, with the snippet that helps', () => {
  const text = flat(advise('--from', fixture('alive-oneway.pcap'), '--limit', '4', '--for', 'c'));
  assert.match(text, /1\. probe sooner on the originator/);
  assert.match(text, /seen originator: idle 5 s .* responder: no probe/);
  assert.match(text, /int on = 1, idle = 2, interval = 1, count = 3;/);
});

test('a capture of settings that do until a probe is lost says so, and by how much', () => {
  const text = flat(advise('--from', fixture('dead-linkcut-nft.pcap'), '--limit', '5'));
  assert.match(
    text,
    /1\. probe sooner on the originator.* why Fragile for an idle timeout of 5 s: 0\.7 s to spare/,
  );
  const [change] = json('--from', fixture('dead-linkcut-nft.pcap'), '--limit', '5').changes;
  assert.match(change.summary, /^Fragile/);
});

const MISTAKES: readonly [args: string[], says: RegExp][] = [
  [['--settings', '7200'], /--settings: "7200" is not understood; give IDLE\/INTERVAL\/COUNT/],
  [['--settings', '0/75/9'], /--settings: "0\/75\/9" is not understood/],
  [['--limit', 'soon'], /--limit: "soon" is not understood; give seconds/],
  [['--limit', '-5'], /--limit/],
  [['--limit', '40d'], /at most 30 days/],
  [['--middlebox', 'aws'], /did you mean aws-alb or aws-nlb/],
  [['--middlebox', 'aws-nlb', '--limit', '350'], /--middlebox does not go with --limit/],
  [['--hz', 'fast'], /--hz: "fast" is no rate of ticks/],
  [['--for', 'pyhton'], /there is no snippet "pyhton"; did you mean python\?/],
  [['--format', 'xml'], /there is no format "xml"/],
  [['--from', 'nowhere.pcap'], /nowhere\.pcap/],
  [['--limt', '350'], /unknown option: --limt; did you mean --limit\?/],
  [['--settings', '7200/75/9', '--from', 'a.pcap'], /--settings does not go with --from/],
];

for (const [args, says] of MISTAKES) {
  test(`keepscope advise ${args.join(' ')} says ${says.source}`, () => {
    const { status, stdout, stderr } = keepscope(['advise', ...args]);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /^keepscope: [^\n]+\n$/);
    assert.match(stderr, says);
  });
}
