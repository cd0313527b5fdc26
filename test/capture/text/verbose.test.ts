/**
 * Segments that -v prints in a form of their own: cut by the snaplen, with options in words, with what a payload says on
 * the same line, in tunnels. The capture itself tells what they must come to.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { analyze, type Report } from '../../../src/index.ts';
import { buildPcap } from '../../support/captures.ts';
import { oracle } from '../../support/oracle.ts';
import { ethernet, gre, hex, ipv4, packet, tcp, udp, vxlan } from '../../support/packets.ts';
import { printed, reportOfText, strangeLines } from '../../support/printed.ts';

const ACK = 0x10;
const PSH = 0x08;
const STAMPED = tcp({ flags: ACK | PSH, timestamps: [1, 2] });
/** Octets of the timestamps and the payload of STAMPED that the snaplen cuts. */
const CUT = 9;
const BGP = hex('ffffffffffffffffffffffffffffffff 0013 04');
const MD5 = hex('0101 1312 000102030405060708090a0b0c0d0e0f');
const DNS = hex('0021 3039 0100 0001 0000 0000 0000 03777777 076578616d706c65 03636f6d 00 0001 0001');
const DNS_ICMP = hex('0016 3039 0100 0001 0000 0000 0000 0449434d50 00 0001 0001');

const PACKETS: Record<string, { octets: Uint8Array; cut?: number }> = {
  'whose options the snaplen cut': { octets: packet(ethernet(), ipv4(), STAMPED, 'abc'), cut: CUT },
  'of BGP, signed': {
    octets: packet(ethernet(), ipv4(), tcp({ flags: ACK | PSH, destinationPort: 179, options: MD5 }), BGP),
  },
  'of DNS': { octets: packet(ethernet(), ipv4(), tcp({ flags: ACK | PSH, destinationPort: 53 }), DNS) },
  'of DNS, for a name with ICMP in it': {
    octets: packet(ethernet(), ipv4(), tcp({ flags: ACK | PSH, destinationPort: 53 }), DNS_ICMP),
  },
  'behind options of IP': { octets: packet(ethernet(), ipv4({ options: hex('94040000') }), STAMPED, 'abc') },
  'in GRE, cut': { octets: packet(ethernet(), ipv4(), gre(), ipv4(), STAMPED, 'abc'), cut: CUT },
  'in IP, cut': { octets: packet(ethernet(), ipv4(), ipv4(), STAMPED, 'abc'), cut: CUT },
  'in VXLAN, cut': {
    octets: packet(
      ethernet(),
      ipv4(),
      udp({ destinationPort: 4789 }),
      vxlan(7),
      ethernet(),
      ipv4(),
      STAMPED,
      'abc',
    ),
    cut: CUT,
  },
};

describe('a verbose segment', { skip: oracle('tcpdump').skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'keepscope-verbose-'));
  after(() => rmSync(folder, { recursive: true }));

  for (const [title, { octets, cut = 0 }] of Object.entries(PACKETS)) {
    for (const options of ['-n -v', '-n -v -e', '-n -v -x']) {
      it(`${title} (${options})`, async () => {
        const file = join(folder, 'one.pcap');
        const frame = { octets: octets.slice(0, octets.length - cut), originalLength: octets.length };
        writeFileSync(file, buildPcap([{ time: 1_763_800_000_000_000_000n, ...frame }]));
        const text = printed(file, `tcpdump ${options}`);
        const report = await reportOfText(text);
        assert.deepEqual(segmentsOf(report), segmentsOf(await analyze(file)), text);
        assert.deepEqual(strangeLines(report), [], text);
      });
    }
  }
});

/** Lines of tcpdump 4.99.3. */
describe('a verbose segment that cannot be read', () => {
  const head = (id: number, offset = 0): string =>
    `IP (tos 0x0, ttl 64, id ${id}, offset ${offset}, flags [none], proto TCP (6), length 44)`;
  const LINES: Record<string, string> = {
    'whose header was cut': '10.0.0.1.40000 > 10.0.0.2.443:  [|tcp]',
    'whose options are wrong':
      '10.0.0.1.40000 > 10.0.0.2.443: Flags [.], cksum 0x0000 (incorrect -> 0xde1d), ack 1, win 501, options [[bad opt]',
    'of -q': '10.0.0.1.40000 > 10.0.0.2.443: tcp 0',
  };
  for (const [title, line] of Object.entries(LINES)) {
    it(`${title} is shown`, async () => {
      const report = await reportOfText(`08:26:44.000000 ${head(5)}\n    ${line}\n`);
      assert.equal(report.captures[0]?.frames, 1);
      assert.deepEqual(strangeLines(report), [`${head(5)} ${line}`]);
    });
  }

  it('whose line is not there is shown as far as it is', async () => {
    const report = await reportOfText(`08:26:44.000000 ${head(5)}\n08:26:45.000000 ${head(6)}\n`);
    assert.deepEqual(strangeLines(report), [head(5), head(6)]);
  });

  it('because it is a later fragment is none', async () => {
    const report = await reportOfText(
      `08:26:44.000000 ${head(7, 1480)}\n    10.0.0.1 > 10.0.0.2: ip-proto-6\n`,
    );
    assert.deepEqual(strangeLines(report), []);
  });
});

/** What was seen of each connection. */
function segmentsOf({ connections }: Report): unknown[] {
  return connections.map(({ originator, responder, segments, octets }) => [
    originator,
    responder,
    segments,
    octets,
  ]);
}
