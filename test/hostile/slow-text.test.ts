/**
 * Lines on which a regular expression may take for ever: many ways to match the same, or tried anew from every octet. They
 * are read by a process of its own, which is killed when it does not end (test/support/run.ts).
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { Run } from '../support/run.ts';

const LINE = '12:00:00.1 IP 10.0.0.1.50000 > 10.1.0.1.22: Flags [.], ack 1, win 63, length 0\n';
const HEAD =
  '12:00:00.0 IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length 80)\n    10.0.0.1.5 > 10.0.0.2.6: ';

/** As long as a line may be that is not cut, all but. */
const LONG = 60_000;

const TEXTS: Record<string, string> = {
  'options that do not end': `${HEAD}Flags [.], cksum 0x0000 (correct), ack 1, win 1, options [${'nop,'.repeat(38)}[bad opt]>, length 0\n`,
  'words of 60,000 letters for endpoints': LINE.replace('10.0.0.1.50000', 'x'.repeat(LONG))
    .replace(' > ', ' ')
    .repeat(20),
  'words of 60,000 letters for the ends of an ICMP error':
    `12:00:00.1 IP ${'x'.repeat(LONG)} ICMP host\n`.repeat(20),
  'brackets that do not end in ICMP errors':
    `12:00:00.1 IP ${'a > b: ['.repeat(LONG / 8)} ICMP host\n`.repeat(80),
  'colons wherever an endpoint could begin': `12:00:00.1 IP ${':'.repeat(LONG)}\nx\n`.repeat(20),
  'colons in lines that could be one that was wrapped':
    `12:00:00.1 IP a.1 > b.2: Flags [\n${`${'z:'.repeat(LONG / 2)}\n`.repeat(6)}`.repeat(2),
  'headers in front of each other': LINE.replace('IP ', 'IP6 '.repeat(LONG / 4)).repeat(100),
  'notes of tshark without any segment behind':
    `    1   0.000000 10.0.0.1 -> 10.0.0.2 TCP 66 ${'[]'.repeat(LONG / 2)}\n`.repeat(40),
};

describe('a text', () => {
  for (const [title, text] of Object.entries(TEXTS)) {
    it(`with ${title} is read to its end`, async () => {
      const run = new Run(['-', '--format', 'json'], { stdio: ['pipe', 'pipe', 'pipe'] });
      run.child.stdin?.end(text + LINE);
      const { signal, status, stdout } = await run.ended();
      assert.deepEqual([signal, status], [null, 0]);
      assert.equal(JSON.parse(stdout).captures[0].tcpSegments >= 1, true);
    });
  }
});
