/** What to capture instead: a command that can be typed as it is. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

import { captureCommand } from '../../src/report/capture-command.ts';
import { conversation } from '../support/conversation.ts';
import { oracle } from '../support/oracle.ts';
import { see } from '../support/see.ts';

const V4 = { address: '10.0.0.1', port: 40_000 };
const V6 = { address: '2001:db8::1', port: 443 };

test('an incomplete connection gets a command with its hosts, its port and ICMP', async () => {
  const talk = conversation();
  talk.originator.syn({ delivered: false });
  const { verdict } = (await see(talk.frames)).connection;
  assert.equal(verdict.code, 'incomplete');
  assert.match(
    verdict.remedy[0] ?? '',
    /: tcpdump -i any -s 256 .*-w \S+\.pcap '\(host 10\.0\.0\.1 and host 10\.0\.0\.2 and tcp port 443\) or icmp/,
  );
});

test('a long capture is rotated, a short one ends by itself', () => {
  const long = captureCommand({ originator: null, responder: null, seconds: 4 * 3600 });
  assert.match(long, / -G 3600 -W 4 -w \S*%H\S*\.pcap /);
  assert.match(
    captureCommand({ originator: null, responder: null, seconds: 90 }),
    / -G 90 -W 1 -w \S+\.pcap /,
  );
});

test('tcpdump understands every filter', { skip: oracle('tcpdump').skip }, () => {
  for (const wish of [
    { originator: V4, responder: V4 },
    { originator: V6, responder: V6 },
    { originator: V4, responder: null },
    { originator: null, responder: null },
  ]) {
    const filter = /'(.*)'$/.exec(captureCommand({ ...wish, seconds: 60 }))?.[1] ?? '';
    assert.notEqual(filter, '');
    // -d compiles the filter and prints it; -y needs no interface.
    execFileSync('tcpdump', ['-y', 'EN10MB', '-d', filter], { stdio: 'pipe' });
  }
});

test('what only a text knows, a masked host and the name of a service, is in no filter', () => {
  const command = captureCommand({
    originator: { address: '*.*.*.14', port: 40_000 },
    responder: { address: 'server', port: 0, service: 'nobody-knows' },
    seconds: 90,
  });
  assert.match(command, / '\(tcp\) or icmp or icmp6'$/);
});
