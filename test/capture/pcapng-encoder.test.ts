/** What the encoder writes is read by Wireshark's readers and by the blocks of the draft, not by our own reader alone. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { PcapngEncoder } from '../../src/capture/pcapng-encoder.ts';
import { buildPcapng, concatenate, PcapngBuilder } from '../support/captures.ts';
import { oracle, tsharkFields } from '../support/oracle.ts';

const folder = mkdtempSync(join(tmpdir(), 'keepscope-encoder-'));
after(() => rmSync(folder, { recursive: true }));

const NOON = 1_700_000_000_123_456_789n;
const octets = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (at * 7 + length) & 0xff);

/** A packet of `frame`, which lies in the middle of a larger block. */
function addPacket(
  encoder: PcapngEncoder,
  time: number,
  frame: Uint8Array,
  more: { number?: number; originalLength?: number; comments?: readonly string[] } = {},
): void {
  const around = concatenate([octets(3), frame, octets(5)]);
  const view = new DataView(around.buffer, 1);
  const { number = 0, originalLength = frame.length, comments } = more;
  encoder.packet(number, time, view, 2, 2 + frame.length, originalLength, comments);
}

describe('the pcapng encoder', () => {
  it('writes the octets that the draft asks for, whatever the length of a frame', () => {
    const lengths = [0, 1, 2, 3, 4, 59, 60, 159, 160, 161, 162, 163, 1514];
    const encoder = new PcapngEncoder(64);
    encoder.section();
    encoder.interface({ linkType: 1 });
    encoder.countFrom(NOON);
    for (const length of lengths) addPacket(encoder, length * 1000, octets(length));
    const expected = buildPcapng(
      lengths.map((length) => ({ time: NOON + BigInt(length) * 1000n, octets: octets(length) })),
      { interfaces: [{ resolution: 9 }] },
    );
    assert.deepEqual(encoder.take(), expected);
  });

  for (const [base, time] of [
    [NOON, 0],
    [NOON, -1],
    [NOON, 2 ** 53 - 1],
    [NOON, -(2 ** 53) + 1],
    [0xffff_ffffn, 1],
    [0x1_0000_0000n, -1],
    [0x1234_ffff_ffffn, 0xffff_ffff],
    [0x1234_0000_0000n, -0xffff_ffff],
  ] as const) {
    it(`carries from word to word: ${base} and ${time}`, () => {
      const encoder = new PcapngEncoder();
      encoder.countFrom(base);
      addPacket(encoder, time, octets(4));
      const block = encoder.take();
      const view = new DataView(block.buffer, block.byteOffset);
      const stamp = (BigInt(view.getUint32(12, true)) << 32n) | BigInt(view.getUint32(16, true));
      assert.equal(stamp, base + BigInt(time));
    });
  }

  it('leaves what was taken alone until it is asked again, and grows for what is larger than its buffers', () => {
    const encoder = new PcapngEncoder(64);
    addPacket(encoder, 0, octets(20));
    const first = encoder.take();
    const copy = first.slice();
    for (let packet = 0; packet < 50; packet++) addPacket(encoder, packet, octets(300));
    assert.deepEqual(first, copy);
    assert.equal(encoder.waiting, 50 * 332);
    assert.equal(encoder.take().length, 50 * 332);
    assert.equal(encoder.waiting, 0);
  });

  it('ends a comment that is longer than an option at a character', () => {
    const encoder = new PcapngEncoder();
    encoder.section({ comments: [`a${'é'.repeat(40_000)}`] });
    const block = encoder.take();
    const length = new DataView(block.buffer, block.byteOffset).getUint16(26, true);
    assert.equal(length, 65_535);
    assert.equal(Buffer.from(block.subarray(28, 28 + length)).toString(), `a${'é'.repeat(32_767)}`);

    encoder.section({ comments: ['é'.repeat(40_000)] });
    const other = encoder.take();
    assert.equal(new DataView(other.buffer, other.byteOffset).getUint16(26, true), 65_534);
  });

  it('counts what an interface received and lost', () => {
    const encoder = new PcapngEncoder();
    encoder.statistics(1, 0, { received: 2 ** 40, dropped: 7 });
    const expected = new PcapngBuilder().section(true);
    const header = expected.done().length;
    expected.statistics(1, { 4: 2n ** 40n, 5: 7n });
    assert.deepEqual(encoder.take(), expected.done().subarray(header));
  });
});

/** Two interfaces, comments in several scripts, a cut frame, a loss. */
function written(): string {
  const encoder = new PcapngEncoder();
  encoder.section({ application: 'keepscope test', comments: ['first', 'second'] });
  encoder.interface({ linkType: 1, name: 'veth-ö', snaplen: 96 });
  encoder.interface({ linkType: 113, resolution: 6 });
  encoder.countFrom(NOON);
  addPacket(encoder, 0, octets(60), { comments: ['one', 'zwei – 二'] });
  addPacket(encoder, 1, octets(96), { originalLength: 1514 });
  addPacket(encoder, 5_000_000_003, octets(61), { comments: ['x'.repeat(3)] });
  encoder.countFrom(NOON / 1000n);
  addPacket(encoder, 9, octets(60), { number: 1 });
  encoder.countFrom(NOON);
  encoder.statistics(0, 6_000_000_000, { received: 3, dropped: 2 });
  const file = join(folder, 'written.pcapng');
  writeFileSync(file, encoder.take());
  return file;
}

describe('an independent reader of what the encoder wrote', () => {
  it('tshark: times, lengths, interfaces and comments', { skip: oracle('tshark').skip }, () => {
    const fields = ['frame.number', 'frame.time_epoch', 'frame.len', 'frame.cap_len', 'frame.interface_id'];
    assert.deepEqual(tsharkFields(written(), [...fields, 'frame.comment']), [
      ['1', '1700000000.123456789', '60', '60', '0', 'one,zwei – 二'],
      ['2', '1700000000.123456790', '1514', '96', '0', ''],
      ['3', '1700000005.123456792', '61', '61', '0', 'xxx'],
      ['4', '1700000000.123465000', '60', '60', '1', ''],
    ]);
  });

  it('capinfos: section, interfaces and losses', { skip: oracle('capinfos').skip }, () => {
    const says = execFileSync('capinfos', [written()], { encoding: 'utf8' });
    for (const line of [
      /^Capture application: keepscope test$/m,
      /^Number of packets: {3}4$/m,
      /^Capture comment: {5}first$/m,
      /^Number of interfaces in file: 2$/m,
      /^ +Name = veth-ö$/m,
      /^ +Capture length = 96$/m,
      /^ +Time precision = nanoseconds \(9\)$/m,
      /^ +Time precision = microseconds \(6\)$/m,
      /^ +Number of stat entries = 1$/m,
    ])
      assert.match(says, line);
  });
});
