/**
 * Every length field of every layer at 0, 1, its largest value, what is there, and one more and less than that: nothing
 * is thrown, every frame is accounted for, no octet is invented, and the other frames are as they were.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { analyze, type Report } from '../../src/index.ts';
import { captureAnatomy } from '../fuzz/capture-anatomy.ts';
import { type Field, largest, readField, writeField } from '../fuzz/field.ts';
import { buildPcap, buildPcapng, type CapturedFrame, PcapngBuilder } from '../support/captures.ts';
import { ethernet, gre, hex, ipv4, packet, tcp } from '../support/packets.ts';
import { inBlocks } from '../support/read-captures.ts';
import { SAMPLES } from '../wire/samples.ts';

const read = (octets: Uint8Array): Promise<Report> => analyze('-', { stdin: inBlocks(octets, 65_536) });

/** The values to try: the ends of the field, and those about its own. "max+1" of a field wraps to 0, of what is there not. */
function valuesOf(octets: Uint8Array, field: Field): bigint[] {
  const value = readField(octets, field);
  const there = BigInt(octets.length - field.at);
  const all = [0n, 1n, value - 1n, value, value + 1n, there, there + 1n, largest(field) - 1n, largest(field)];
  return [...new Set(all)].filter((one) => one >= 0n && one <= largest(field));
}

const OUTCOMES =
  /^(not-ip|not-tcp|later-fragment|truncated-packet|malformed-packet|unsupported-link-type|too-many-layers)$/;

/** How many frames hold segments, or nothing, by name; ICMP errors are the rest. */
function accounted({ captures: [capture] }: Report): number {
  const others = [...(capture?.skipped ?? []), ...(capture?.anomalies ?? [])].filter(({ code }) =>
    OUTCOMES.test(code),
  );
  return (capture?.tcpSegments ?? 0) + others.reduce((sum, { count }) => sum + count, 0);
}

/** A TCP segment of its own flow, before and after the one that is wrong. */
const WITNESS: CapturedFrame = {
  time: 0n,
  octets: packet(ethernet(), ipv4({ source: '10.9.9.9' }), tcp({ sourcePort: 9 }), 'witness'),
};

describe('length fields of packets', () => {
  for (const { name, linkType, octets } of SAMPLES) {
    it(name, async () => {
      const sound = buildPcap([{ time: 1_000_000n, octets }], { linkType });
      const fields = captureAnatomy(sound).fields.filter((field) => field.isLength && field.at >= 40);
      for (const field of fields) {
        for (const value of valuesOf(sound, field)) {
          const wrong = sound.slice();
          writeField(wrong, field, value);
          const report = await read(wrong);
          const says = `${field.name} ${value}`;
          assert.equal(report.captures[0]?.frames, 1, says);
          const isIcmp = name.startsWith('ICMP');
          assert.ok(accounted(report) === 1 || (isIcmp && accounted(report) === 0), says);
          for (const { octets: told } of report.connections)
            assert.ok(
              told.originator + told.responder <= octets.length,
              `${says}: ${told.originator} octets`,
            );
        }
      }
    });
  }
});

/** What a wrong value must come to, worked out by hand from the field's specification. */
const IP = 40 + 14;
const TCP = IP + 20;
const RULES: readonly (readonly [
  what: string,
  at: number,
  octets: number,
  value: bigint,
  code: string | null,
])[] = [
  ['IPv4 IHL 0 (RFC 791: 5 at least)', IP, 1, 0x40n, 'malformed-packet'],
  ['IPv4 IHL 4', IP, 1, 0x44n, 'malformed-packet'],
  ['IPv4 total length 1', IP + 2, 2, 1n, 'malformed-packet'],
  ['IPv4 total length 19', IP + 2, 2, 19n, 'malformed-packet'],
  ['IPv4 total length 39: no room for TCP', IP + 2, 2, 39n, 'malformed-packet'],
  ['IPv4 total length 0: the sender let the card cut it (TSO)', IP + 2, 2, 0n, null],
  ['IPv4 fragment offset 1', IP + 6, 2, 1n, 'later-fragment'],
  ['IPv4 fragment offset 8191', IP + 6, 2, 0x1fffn, 'later-fragment'],
  ['TCP data offset 0 (RFC 9293 §3.1: 5 at least)', TCP + 12, 1, 0n, 'malformed-packet'],
  ['TCP data offset 4', TCP + 12, 1, 0x40n, 'malformed-packet'],
  ['TCP data offset 15, beyond the packet', TCP + 12, 1, 0xf0n, 'malformed-packet'],
];

describe('a length that cannot be', () => {
  for (const [what, at, octets, value, code] of RULES) {
    it(`${what}: ${code ?? 'a segment'}`, async () => {
      const capture = buildPcap([{ time: 0n, octets: packet(ethernet(), ipv4(), tcp(), 'four') }, WITNESS]);
      writeField(capture, { name: what, at, octets, littleEndian: false, isLength: true }, value);
      const { captures, connections } = await read(capture);
      const [{ anomalies = [], skipped = [], frames } = {}] = captures;
      const codes = [...anomalies, ...skipped].map((one) => [one.code, one.count]);
      assert.deepEqual([frames, codes], [2, code === null ? [] : [[code, 1]]]);
      assert.equal(connections.length, code === null ? 2 : 1, 'the frame after it is read');
    });
  }

  it('a source route of GRE without end is malformed', async () => {
    const routing = hex('0800 00 01 00'.repeat(200));
    const octets = packet(ethernet(), ipv4(), gre({ routing }), ipv4(), tcp());
    const { captures } = await read(buildPcap([{ time: 0n, octets }]));
    assert.deepEqual(
      captures[0]?.anomalies.map(({ code }) => code),
      ['malformed-packet'],
    );
  });
});

describe('lengths of records and blocks', () => {
  const frames = [WITNESS, { ...WITNESS, time: 1_000_000_000n }, { ...WITNESS, time: 2_000_000_000n }];
  const pcapng = new PcapngBuilder()
    .section(true, [[1, Uint8Array.of(65, 66, 67)]])
    .interface({ resolution: 9, offset: 0n });
  for (const frame of frames) pcapng.enhancedPacket(frame, [[1, Uint8Array.of(65)]]);
  const forms: Record<string, Uint8Array> = {
    pcap: buildPcap(frames),
    'pcap, big-endian': buildPcap(frames, { littleEndian: false }),
    'pcap, modified': buildPcap(frames, { modified: true }),
    pcapng: pcapng.statistics(0, { 4: 3n }).done(),
    'pcapng, big-endian': buildPcapng(frames, { littleEndian: false, interfaces: [{ resolution: 9 }] }),
    'pcapng, simple packets': buildPcapng(frames, { packets: 'simple' }),
    'pcapng, obsolete packets': buildPcapng(frames, { packets: 'obsolete' }),
  };

  for (const [form, sound] of Object.entries(forms)) {
    it(`${form}: every length at every end, and nothing before it is lost`, async () => {
      const { fields, parts } = captureAnatomy(sound);
      for (const field of fields.filter(
        ({ isLength, name }) => isLength && /^(pcap|block|option)\./.test(name),
      )) {
        for (const value of valuesOf(sound, field)) {
          const wrong = sound.slice();
          writeField(wrong, field, value);
          const report = await read(wrong);
          const before = parts.filter(({ isFrame, end }) => isFrame && end <= field.at).length;
          const [{ frames: told = 0, complete, anomalies = [] } = {}] = report.captures;
          const says = `${field.name} ${value}`;
          assert.ok(told >= before, `${says}: ${told} of ${before} frames`);
          assert.equal(accounted(report), told, says);
          assert.ok(complete === true || anomalies.length > 0, `${says}: what ended the reading is named`);
        }
      }
    });
  }
});
