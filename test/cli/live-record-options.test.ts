/** --write, --metrics and --alert as they are typed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LIVE_RECORD_OPTIONS } from '../../src/cli/live-record-options.ts';
import { liveRecordRequestOf } from '../../src/cli/live-record-request.ts';
import { parseOctets } from '../../src/cli/octets-text.ts';

test('nothing is asked for unless it is', () => {
  assert.deepEqual(liveRecordRequestOf({}), { write: null, metrics: null, alert: null });
});

test('what is asked for is typed', () => {
  const given = {
    write: 'night.pcapng',
    'rotate-size': '10M',
    'rotate-seconds': '3600',
    'rotate-files': '24',
    metrics: ':9464',
    alert: 'mail -s tcp ops',
    'alert-severity': 'error',
  };
  assert.deepEqual(Object.keys(given).toSorted(), Object.keys(LIVE_RECORD_OPTIONS).toSorted());
  assert.deepEqual(liveRecordRequestOf(given), {
    write: { path: 'night.pcapng', rotation: { octets: 10_000_000, seconds: 3600, files: 24 } },
    metrics: { host: '127.0.0.1', port: 9464 },
    alert: { command: 'mail -s tcp ops', severity: 'error' },
  });
  assert.equal(liveRecordRequestOf({ alert: 'x' }).alert?.severity, 'warning');
});

const MISTAKES: readonly [given: Record<string, unknown>, says: RegExp, remedy: RegExp][] = [
  [{ 'rotate-size': '10M' }, /--rotate-size is for files, and none is written/, /--write FILE/],
  [{ 'rotate-files': '3' }, /--rotate-files is for files, and none is written/, /--write FILE/],
  [{ write: 'a', 'rotate-files': '3' }, /nothing says when a file ends/, /--rotate-size or --rotate-seconds/],
  [{ write: 'a', 'rotate-size': '10' }, /--rotate-size: 10 is too little/, /the least is 1k/],
  [{ write: 'a', 'rotate-size': '10 miles' }, /"10 miles" is not a size/, /10M/],
  [{ write: 'a', 'rotate-seconds': '0' }, /--rotate-seconds: "0" is not understood/, /whole number/],
  [{ write: 'a', 'rotate-seconds': '1m' }, /--rotate-seconds: "1m" is not understood/, /whole number/],
  [{ write: '-' }, /standard output is for the report/, /\.\/-/],
  [{ write: ' ' }, /the name of the file is empty/, /give a file/],
  [{ write: ['a', 'b'] }, /--write is given more than once/, /once/],
  [{ metrics: 'localhost' }, /"localhost" has no port/, /HOST:PORT/],
  [{ alert: '' }, /the command is empty/, /--alert '/],
  [{ 'alert-severity': 'error' }, /--alert-severity is for alerts/, /--alert COMMAND/],
];
for (const [given, message, remedy] of MISTAKES) {
  test(`${JSON.stringify(given)} says ${message.source}`, () => {
    assert.throws(() => liveRecordRequestOf(given), { code: 'usage', message, remedy });
  });
}

test('sizes are decimal, and binary with an i', () => {
  const SIZES: readonly [text: string, octets: number | null][] = [
    ['1000', 1000],
    ['500k', 500_000],
    ['10M', 10_000_000],
    ['1.5GB', 1_500_000_000],
    ['64MiB', 67_108_864],
    ['1Ti', 1_099_511_627_776],
    ['M', null],
    ['10MM', null],
    ['-1', null],
    ['1e3', null],
    ['99999999T', null],
  ];
  for (const [text, octets] of SIZES) assert.equal(parseOctets(text), octets, text);
});
