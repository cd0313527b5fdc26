/**
 * What tshark printed before 2.2: other arrows between the ports, and no fraction of the first time. Lines of these
 * versions as people have published them, and listings of today in the form of then.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { ALL_FIXTURES } from '../../support/fixtures.ts';
import { oracle } from '../../support/oracle.ts';
import { printed, reportOfText, strangeLines, toldBy } from '../../support/printed.ts';

const LINES: Record<string, string> = {
  'of 1.10, with a service':
    '  1          0    10.64.1.1 -> 10.64.1.13   TCP 76 35814 > http [SYN] Seq=0 Win=43690 Len=0 MSS=65495 SACK_PERM=1 TSval=690383431 TSecr=0 WS=128',
  'of 1.10':
    '  1   0.000000    10.64.1.1 -> 10.64.1.13   TCP 76 35814 > 80 [SYN] Seq=0 Win=43690 Len=0 MSS=65495 SACK_PERM=1 TSval=690383431 TSecr=0 WS=128',
  'of 1.12':
    '  6 38.438265000    10.64.1.1 -> 10.64.1.13   TCP 74 [TCP Out-Of-Order] 35814→80 [SYN] Seq=0 Win=29200 Len=0 MSS=1460 SACK_PERM=1 TSval=41428229 TSecr=0 WS=128',
};

describe('a line of tshark', () => {
  for (const [title, line] of Object.entries(LINES)) {
    it(title, async () => {
      const report = await reportOfText(`${line}\n`);
      assert.deepEqual(strangeLines(report), []);
      const [connection] = report.connections;
      assert.equal(connection?.originator.address, '10.64.1.1');
      assert.equal(connection?.originator.port, 35_814);
      assert.equal(connection?.responder.address, '10.64.1.13');
      assert.equal(connection?.responder.port, 80);
    });
  }

  it('of another protocol is no segment for a `>` in it', async () => {
    const lines = [
      '1 0.0 10.0.0.1 -> 10.0.0.2 TCP 54 35814 > 80 [ACK] Seq=1 Ack=1 Win=1 Len=0',
      '2 1.0 10.0.0.1 -> 10.0.0.2 IRC 80 1 > 2 [RST] Len=20',
    ];
    const { connections } = await reportOfText(lines.join('\n'));
    assert.deepEqual(
      connections.map(({ originator, segments, octets }) => [originator.port, segments, octets.originator]),
      [[35_814, 2, 26]],
    );
  });
});

const FORMS: Record<string, (line: string) => string> = {
  '1.10': (line) => line.replace(' → ', ' -> ').replace(' → ', ' > '),
  '1.12': (line) => line.replace(' → ', ' -> ').replace(' → ', '→'),
};

describe('a listing in the form of tshark', { skip: oracle('tshark').skip }, () => {
  const fixtures = ALL_FIXTURES.filter(({ name }) =>
    ['dead-linkcut-nft', 'windows-alive', 'zero-window', 'lab/mid-idle-dead'].includes(name),
  );
  for (const { name, file } of fixtures) {
    for (const [version, put] of Object.entries(FORMS)) {
      it(`${version} tells the same: ${name}`, async () => {
        const today = printed(file, 'tshark -n -t ad');
        const then = today.split('\n').map(put).join('\n');
        assert.notEqual(then, today);
        const report = await reportOfText(then);
        assert.deepEqual(toldBy(report), toldBy(await reportOfText(today)));
        assert.deepEqual(strangeLines(report), []);
      });
    }
  }
});
