/** Blocks of a pcapng made to be too many, inside one another, or without end. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { analyze, type Report } from '../../src/index.ts';
import { concatenate, PcapngBuilder } from '../support/captures.ts';
import { ethernet, ipv4, packet, tcp } from '../support/packets.ts';
import { inBlocks } from '../support/read-captures.ts';

const FRAME = { time: 1_750_000_000_000_000_000n, octets: packet(ethernet(), ipv4(), tcp()) };

const read = (octets: Uint8Array): Promise<Report> => analyze('-', { stdin: inBlocks(octets, 65_536) });

const anomalies = ({ captures: [capture] }: Report): [string, number][] =>
  (capture?.anomalies ?? []).map(({ code, count }) => [code, count]);

/** The block, so many times. */
function repeated(block: Uint8Array, times: number): Uint8Array {
  const octets = new Uint8Array(block.length * times);
  for (let at = 0; at < times; at++) octets.set(block, at * block.length);
  return octets;
}

const sectionOf = (littleEndian = true): Uint8Array => new PcapngBuilder().section(littleEndian).done();
const interfaceOf = (linkType = 1): Uint8Array =>
  new PcapngBuilder().section(true).interface({ linkType }).done().subarray(28);
const packetOf = (number: number, options: [number, Uint8Array][] = []): Uint8Array =>
  new PcapngBuilder().enhancedPacket({ ...FRAME, interface: number }, options).done();

describe('100,000 interfaces', () => {
  const many = concatenate([sectionOf(), repeated(interfaceOf(), 100_000)]);

  it('are read, and frames of those that are kept are segments', async () => {
    const report = await read(concatenate([many, packetOf(0), packetOf(65_535)]));
    assert.deepEqual([anomalies(report), report.captures[0]?.tcpSegments], [[], 2]);
  });

  it('beyond the first 65,536 are unknown, by name', async () => {
    const report = await read(concatenate([many, packetOf(65_536), packetOf(99_999), packetOf(0)]));
    assert.deepEqual(anomalies(report), [['unknown-interface', 2]]);
    assert.deepEqual([report.captures[0]?.frames, report.captures[0]?.tcpSegments], [3, 1]);
  });

  it('in each of five sections leave no more than those of the last one in memory', async () => {
    const sections = repeated(
      concatenate([sectionOf(), repeated(interfaceOf(), 20_000), packetOf(19_999)]),
      5,
    );
    const report = await read(sections);
    assert.deepEqual([anomalies(report), report.captures[0]?.tcpSegments], [[], 5]);
  });

  it('of a link type each do not fill the screen', async () => {
    const types = repeated(interfaceOf(), 60_000);
    const view = new DataView(types.buffer);
    for (let at = 0; at < types.length; at += 20) view.setUint16(at + 8, at / 20, true);
    const report = await read(concatenate([sectionOf(), types, packetOf(1)]));
    assert.equal(report.captures[0]?.tcpSegments, 1);
    assert.ok(
      (report.captures[0]?.linkTypes.length ?? 0) <= 256,
      `${report.captures[0]?.linkTypes.length} link types`,
    );
  });
});

describe('sections', () => {
  it('by the ten thousand, of both byte orders in turn, each begin anew', async () => {
    const pair = concatenate([
      new PcapngBuilder().section(true).interface().enhancedPacket(FRAME).done(),
      new PcapngBuilder().section(false).interface().enhancedPacket(FRAME).done(),
    ]);
    const report = await read(repeated(pair, 5000));
    assert.deepEqual([anomalies(report), report.captures[0]?.frames], [[], 10_000]);
  });

  // draft-ietf-opsawg-pcapng §4.1: sections do not nest; what lies in a block is its body.
  it('inside the octets of a packet are octets of a packet', async () => {
    const inner = new PcapngBuilder().section(false).interface().enhancedPacket(FRAME).done();
    const octets = packet(ethernet(), ipv4(), tcp(), inner);
    const report = await read(
      new PcapngBuilder()
        .section(true)
        .interface()
        .enhancedPacket({ ...FRAME, octets })
        .done(),
    );
    assert.deepEqual([anomalies(report), report.captures[0]?.frames], [[], 1]);
    assert.equal(report.connections[0]?.octets.originator, inner.length);
  });

  it('without interfaces have frames of unknown ones', async () => {
    const report = await read(concatenate([sectionOf(), packetOf(0)]));
    assert.deepEqual(anomalies(report), [['unknown-interface', 1]]);
  });

  it('that say they hold nothing, or all there is, are read on', async () => {
    for (const length of [0n, 1n, 0x7fff_ffff_ffff_ffffn, 0xffff_ffff_ffff_fffen]) {
      const octets = new PcapngBuilder().section(true).interface().enhancedPacket(FRAME).done();
      new DataView(octets.buffer).setBigUint64(16, length, true);
      assert.deepEqual([anomalies(await read(octets)), (await read(octets)).captures[0]?.frames], [[], 1]);
    }
  });
});

describe('option lists', () => {
  it('without an end mark end with their block', async () => {
    const endless = repeated(Uint8Array.of(1, 0, 0, 0), 100_000);
    const block = new PcapngBuilder().section(true).interface().done();
    const body = new Uint8Array(20 + endless.length);
    body.set(endless, 20);
    const report = await read(
      concatenate([block, new PcapngBuilder().section(true).block(6, body).done().subarray(28), packetOf(0)]),
    );
    assert.equal(report.captures[0]?.frames, 2);
    assert.equal(report.captures[0]?.tcpSegments, 1);
  });

  it('with a length beyond their block are broken, and their packet is sound', async () => {
    const block = packetOf(0, [[1, Uint8Array.of(65, 66, 67, 68)]]);
    const at = block.length - 4 - 4 - 4 - 4;
    new DataView(block.buffer).setUint16(at + 2, 0xffff, true);
    const report = await read(concatenate([sectionOf(), interfaceOf(), block, packetOf(0)]));
    assert.deepEqual([anomalies(report), report.captures[0]?.tcpSegments], [[['broken-option', 1]], 2]);
  });

  it('of a million comments on one interface are read once', async () => {
    const comments = Array.from({ length: 10_000 }, (): [number, Uint8Array] => [1, Uint8Array.of(65)]);
    const report = await read(
      new PcapngBuilder()
        .section(true, comments)
        .interface({ options: comments })
        .enhancedPacket(FRAME, comments)
        .done(),
    );
    assert.deepEqual([anomalies(report), report.captures[0]?.tcpSegments], [[], 1]);
  });
});

describe('clocks of interfaces', () => {
  for (const resolution of [0, 1, 9, 20, 127, 0x80, 0x80 | 63, 0xff])
    for (const offset of [0n, -(2n ** 63n), 2n ** 63n - 1n])
      it(`if_tsresol ${resolution}, if_tsoffset ${offset}: times that can be written`, async () => {
        const builder = new PcapngBuilder().section(true).interface({ resolution, offset });
        const stamps: [number, number][] = [
          [0, 0],
          [0, 1],
          [0xffff_ffff, 0xffff_ffff],
          [0x7fff_ffff, 0],
        ];
        const blocks = stamps.map(([high, low]) => {
          const block = packetOf(0);
          new DataView(block.buffer).setUint32(12, high, true);
          new DataView(block.buffer).setUint32(16, low, true);
          return block;
        });
        const { captures, connections } = await read(concatenate([builder.done(), ...blocks]));
        assert.equal(captures[0]?.frames, 4);
        for (const text of [captures[0]?.firstAt, captures[0]?.lastAt, connections[0]?.firstAt])
          assert.match(text ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/);
        assert.ok(Number.isFinite(connections[0]?.durationSeconds));
      });
});
