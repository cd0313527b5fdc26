import assert from 'node:assert/strict';
import test from 'node:test';

import { advance, distance } from '../../src/wire/sequence.ts';

/** Worked out by hand from RFC 9293 §3.4: `to` lies `octets` after `from`, modulo 2^32. */
const DISTANCES: readonly [from: number, to: number, octets: number][] = [
  [0, 0, 0],
  [0, 0xffff_ffff, -1],
  [0xffff_ffff, 0, 1],
  [0x8000_0000, 0x7fff_ffff, -1],
  [0x7fff_ffff, 0x8000_0000, 1],
  [0xffff_fff0, 0x10, 0x20],
  [1, 0x8000_0000, 0x7fff_ffff],
];

for (const [from, to, octets] of DISTANCES) {
  test(`from ${from} to ${to} it is ${octets}, whether they are signed or not`, () => {
    for (const [one, other] of [
      [from, to],
      [from | 0, to | 0],
    ] as const) {
      assert.equal(distance(one, other), octets);
      assert.equal(advance(one, octets), to | 0);
    }
  });
}
