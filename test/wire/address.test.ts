import assert from 'node:assert/strict';
import test from 'node:test';

import { formatAddress, parseAddress } from '../../src/wire/address.ts';

/** RFC 5952 §1 and §4 by example: what may be written, and how it is to be written. */
const ADDRESSES: readonly [written: string, canonical: string][] = [
  ['192.0.2.1', '192.0.2.1'],
  ['255.255.255.255', '255.255.255.255'],
  ['0.0.0.0', '0.0.0.0'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::', '::'],
  ['::1', '::1'],
  ['1::', '1::'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:0db8:0000:0001:0001:0001:0001:0001', '2001:db8:0:1:1:1:1:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:DB8::A:0:0', '2001:db8::a:0:0'],
  ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ['fe80::ffff:ffff', 'fe80::ffff:ffff'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
];

for (const [written, canonical] of ADDRESSES) {
  test(`${written} is written ${canonical}`, () => {
    const words = parseAddress(written);
    assert.ok(words);
    assert.equal(formatAddress(...words), canonical);
    assert.deepEqual(parseAddress(canonical), words);
  });
}

test('the words of an address are signed, as in a segment', () => {
  assert.deepEqual(parseAddress('255.0.0.1'), [0, 0, 0xffff, -16_777_215]);
  assert.deepEqual(parseAddress('ffff::1'), [-65_536, 0, 0, 1]);
});

for (const text of [
  '',
  'host',
  '1.2.3',
  '1.2.3.256',
  '01.2.3.4',
  '1::2::3',
  '::12345',
  'fe80::1%eth0',
  '1:2:3:4:5:6:7:8:9',
  '1::2:3:4:5:6:7:8:9',
  ' ::1',
]) {
  test(`"${text}" is no address`, () => assert.equal(parseAddress(text), null));
}
