/** The tables of the benchmark, and the page that they go to. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { heatsOf } from '../bench/cases.ts';
import { countCollections } from '../bench/collections.ts';
import type { HeatResult } from '../bench/competition.ts';
import { connectionOctets } from '../bench/connection-octets.ts';
import { remarks } from '../bench/heat-text.ts';
import { optionsOf } from '../bench/options.ts';
import { overviewOf } from '../bench/overview.ts';
import { renderPage, type Session } from '../bench/page.ts';
import { alignTable, markdownTable, median, type Row, tableOf } from '../bench/table.ts';

const row = (name: string, ...times: number[]): Row => ({
  name,
  measurements: times.map((seconds, index) => ({ seconds, peakMebibytes: 10 + index })),
  absence: null,
});
const ROWS: Row[] = [
  row('keepscope', 3, 1, 2),
  row('keepscope --threads 1', 4, 4, 4),
  row('tcpdump', 1, 0.5, 8),
  row('tshark', 400, 300, 500),
  { name: 'pcap-parser', measurements: [], absence: 'does not read gzip' },
];

describe('the table', () => {
  it('has minimum, median, maximum, rates, memory, and the ratio to each peer that was measured', () => {
    const table = tableOf(ROWS, ['tcpdump', 'pcap-parser', 'tshark'], { frames: 10_000, octets: 3e6 });
    assert.deepEqual(table.slice(0, 2), [
      ['', 'min s', 'median s', 'max s', 'frames/s', 'MB/s', 'peak MiB', '/ tcpdump', '/ tshark'],
      ['keepscope', '1.000', '2.000', '3.000', '5,000', '1.5', '12', '2.00', '0.0050'],
    ]);
    assert.deepEqual(table.at(-1), ['pcap-parser', 'does not read gzip']);
  });

  it('takes the mean of the middle two of an even number', () => {
    assert.equal(median([9, 1, 2, 4]), 3);
    assert.ok(Number.isNaN(median([])));
  });

  it('stands in columns on the terminal; a reason does not widen one', () => {
    assert.equal(
      alignTable([
        ['', 'a', 'bb'],
        ['x', '10', '2'],
        ['yy', 'not installed'],
      ]),
      ['     a  bb', 'x   10   2', 'yy  not installed'].join('\n'),
    );
  });

  it('escapes the pipe of a command in Markdown', () => {
    assert.equal(
      markdownTable([
        ['', 's'],
        ['cat | wc', '1'],
      ])
        .split('\n')
        .at(-1),
      '| cat \\| wc | 1 |',
    );
  });
});

it('garbage collections are counted from what V8 says of each, in every thread', () => {
  const lines = [
    '[21916:0x2108ddc0]      420 ms: Scavenge 10.2 (12.4) -> 8.9 (17.2) MB, 9.28',
    '[21916:0x7fb020000f00]      440 ms: Mark-Compact (reduce) 9.0 (17.2) -> 7.7 (17.4) MB, 5.5',
    '',
  ];
  assert.deepEqual(countCollections(lines.join('\n')), { count: 2, major: 1, milliseconds: 14.78 });
});

it('a connection takes 200 octets, and words and hashes of 1.6 to 3.2 slots', () => {
  assert.deepEqual(connectionOctets(), { row: 200, indexLow: 13, indexHigh: 26 });
});

describe('the page', () => {
  const [one] = optionsOf([]).cases;
  assert.ok(one !== undefined);
  const heat = heatsOf(one)[0] ?? assert.fail();
  const truth = { frames: 10_000, tcpSegments: 9_990, connections: 100, probes: 7, acknowledged: 6 };
  const collections = [{ name: 'keepscope', collections: { count: 1234, major: 2, milliseconds: 99.6 } }];
  const result: HeatResult = { heat, truth, octets: 3e6, rows: ROWS, collections };
  const session: Session = {
    machine: [['Node', 'v20']],
    date: '2026-11-21',
    command: 'npm run bench',
    runs: 3,
    startUp: [row('node -e 0', 0.1), row('keepscope --version', 0.3)],
    octets: { row: 320, indexLow: 24, indexHigh: 48 },
    results: [{ case: one, heats: [result], failures: [] }],
    isFinished: false,
    notes: '## Notes\n\nBy hand.\n',
  };

  it('says how many times as fast keepscope is, and what V8 collected', () => {
    assert.deepEqual(remarks(result), [
      'keepscope is 200.0 times as fast as tshark.',
      'Garbage collections, in a run that is not timed: keepscope: 1,234 (2 of the whole heap), 100 ms.',
    ]);
  });

  it('begins with one line a case', () => {
    assert.deepEqual(overviewOf(session.results).at(-1), [
      'everyday',
      '10,000,000',
      '100,000',
      '2.00',
      '4.00',
      '-',
      '-',
      '-',
      '-',
      '-',
      '200.0',
    ]);
  });

  it('holds machine, date, command, cases and notes, and says whether the run came to its end', () => {
    const page = renderPage(session);
    for (const part of [
      '`npm run bench`, 2026-11-21, 3 runs each',
      '| Node | v20 |',
      '### everyday',
      'By hand.',
    ])
      assert.ok(page.includes(part), part);
    assert.match(page, /had not come to its end/);
    assert.doesNotMatch(renderPage({ ...session, isFinished: true }), /had not come to its end/);
  });

  it('says what could not be measured, and why', () => {
    const failed = { case: one, heats: [], failures: ['a capture: gate: keepscope counts 1'] };
    assert.match(
      renderPage({ ...session, results: [failed] }),
      /### everyday[^#]+Not measured: a capture: gate/,
    );
  });
});
