/** Small texts: durations, counts, endpoints, harmless and wrapped text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { plainSeconds, preciseDuration, roughDuration } from '../../src/report/duration.ts';
import { endpointPair, endpointText } from '../../src/report/endpoint-text.ts';
import { plainText } from '../../src/report/plain-text.ts';
import { grouped, quantity } from '../../src/report/quantity.ts';
import { wrappedText } from '../../src/report/wrapped-text.ts';

const DURATIONS: readonly [seconds: number, precise: string, rough: string][] = [
  [0, '0 s', '0 s'],
  [2e-9, '2 ns', '2 ns'],
  [40e-6, '40 us', '40 us'],
  [999.6e-6, '1 ms', '1 ms'],
  [0.0123, '12.3 ms', '12.3 ms'],
  [0.9999, '1.000 s', '1 s'],
  [5.119386, '5.119 s', '5.12 s'],
  [10.24, '10.240 s', '10.2 s'],
  [59.96, '59.960 s', '1 min'],
  [158.655537, '158.656 s', '2 min 39 s'],
  [3599.7, '3599.700 s', '1 h'],
  [7500, '7500.000 s', '2 h 5 min'],
  [86_399, '86399.000 s', '1 d'],
  [187_200, '2 d 4 h', '2 d 4 h'],
  [-0.00004, '-40 us', '-40 us'],
];

for (const [seconds, precise, rough] of DURATIONS) {
  test(`${seconds} s reads ${precise} where timers are compared and ${rough} at a glance`, () => {
    assert.equal(preciseDuration(seconds), precise);
    assert.equal(roughDuration(seconds), rough);
  });
}

test('a setting is written as a person would type it', () => {
  assert.deepEqual([10, 0.5, 9.9840001, 7200].map(plainSeconds), ['10', '0.5', '9.984', '7200']);
});

test('counts are grouped by thousands and agree with their noun', () => {
  assert.deepEqual([0, 999, 1000, 1_234_567].map(grouped), ['0', '999', '1,000', '1,234,567']);
  assert.equal(quantity(1, 'frame'), '1 frame');
  assert.equal(quantity(0, 'frame'), '0 frames');
  assert.equal(quantity(2, 'entry', 'entries'), '2 entries');
});

test('an IPv6 address stands in brackets, so that its port can be told from it', () => {
  const four = { address: '10.0.0.1', port: 80 };
  const six = { address: 'fe80::1', port: 22 };
  assert.equal(endpointText(six), '[fe80::1]:22');
  assert.equal(endpointPair(four, six), '10.0.0.1:80 -> [fe80::1]:22');
});

const HARMFUL: readonly [what: string, text: string, shown: string][] = [
  ['a terminal escape', 'a\u001b[31mb', 'a\\x1b[31mb'],
  ['a line break', 'a\nb\r', 'a\\x0ab\\x0d'],
  ['a C1 control', 'a\u009bb', 'a\\x9bb'],
  ['a bidirectional override', 'a\u202egpj.pcap', 'a\\u202egpj.pcap'],
  ['a zero-width character', 'a\u200bb', 'a\\u200bb'],
  ['a line separator', 'a\u2028b', 'a\\u2028b'],
  ['half a surrogate pair', 'a\ud800b', 'a\\ud800b'],
  ['a tag character', 'a\u{e0041}b', 'a\\u{e0041}b'],
];

for (const [what, text, shown] of HARMFUL) {
  test(`${what} in a name is shown, not obeyed`, () => assert.equal(plainText(text), shown));
}

test('letters of any script, blanks and emoji stay as they are', () => {
  assert.equal(plainText('Ünïcode 名前 🙂.pcap'), 'Ünïcode 名前 🙂.pcap');
});

test('wrapped text breaks between words only and indents what follows', () => {
  assert.deepEqual(wrappedText('one two three', '-> ', 10), ['-> one two', '   three']);
  assert.deepEqual(wrappedText('a incomprehensibilities b', '  ', 10), [
    '  a',
    '  incomprehensibilities',
    '  b',
  ]);
  assert.deepEqual(wrappedText('', '  ', 10), ['  ']);
});
