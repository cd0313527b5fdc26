/** The CSV format, read back by Python's csv module, and its columns held against the JSON contract. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { renderCsv } from '../../src/report/csv.ts';
import { csvLine } from '../../src/report/csv-text.ts';
import { oracle } from '../support/oracle.ts';
import {
  captureReport,
  connectionReport,
  connectionsOf,
  deadPeerConnection,
  examinationOf,
  findingReport,
  keepaliveReport,
} from '../support/reports.ts';

const python = oracle('python3').skip;

/** Rows and cells as Python sees them; strict, and without any idea of its own about line ends. */
function cellsOf(csv: string): string[][] {
  const script =
    'import csv,json,sys; sys.stdin.reconfigure(newline=""); print(json.dumps(list(csv.reader(sys.stdin, strict=True))))';
  return JSON.parse(execFileSync('python3', ['-c', script], { input: csv, encoding: 'utf8' }));
}

/** The first row, by the names of its columns. */
function rowOf(csv: string): Record<string, string> {
  const [header = [], row = []] = cellsOf(csv);
  return Object.fromEntries(header.map((name, at) => [name, row[at] ?? '']));
}

test('a row has the values of the report under the names that they have in JSON', { skip: python }, () => {
  const connection = deadPeerConnection({
    findings: [findingReport('one-way-loss'), findingReport('reuse-race')],
  });
  const row = rowOf([...renderCsv(examinationOf([connection]))].join(''));
  const expected = {
    id: '1',
    'originator.address': '172.18.0.3',
    'originator.port': '57130',
    midstream: 'false',
    'firstCapture.path': 'dead-peer.pcap',
    firstAt: '2021-03-04T12:29:34.491239000Z',
    durationSeconds: '158.655537',
    'keepalive.originator.probes': '',
    'keepalive.responder.probes': '12',
    'keepalive.responder.idleSeconds.estimate': '10',
    'keepalive.responder.idleSeconds.low': '9.9',
    'keepalive.responder.idleSeconds.observations': '12',
    'keepalive.responder.profile': 'Linux, 250 Hz',
    'exchanges.count': '12',
    'verdict.code': 'peer-dead',
    'verdict.summary':
      'The responder gave up 15.4 s after the last sign of life: 3 probes unanswered, then its RST (frames 28-31).',
    'verdict.evidence.frame': '28 31',
    'verdict.counterEvidence.frame': '',
    'findings.code': 'one-way-loss reuse-race',
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(row[name], value, name);
});

test('every column is a path of the schema', () => {
  const schema = JSON.parse(readFileSync(new URL('../../schema/report-1.json', import.meta.url), 'utf8'));
  const resolve = (node: Record<string, unknown>): Record<string, unknown>[] => {
    const reference = node['$ref'];
    if (typeof reference === 'string') return resolve(schema.$defs[reference.replace('#/$defs/', '')]);
    const choices = [node['anyOf'], node['oneOf']].flatMap((list) => (Array.isArray(list) ? list : []));
    if (choices.length > 0) return choices.flatMap(resolve);
    return node['items'] === undefined ? [node] : resolve(node['items'] as Record<string, unknown>);
  };
  const has = (node: Record<string, unknown>, path: readonly string[]): boolean => {
    const [name, ...rest] = path;
    if (name === undefined) return true;
    return resolve(node).some((one) => {
      const properties = (one['properties'] ?? {}) as Record<string, Record<string, unknown>>;
      return properties[name] !== undefined && has(properties[name], rest);
    });
  };
  const [header = ''] = [...renderCsv(examinationOf([]))];
  for (const column of header.trimEnd().split(',')) {
    const path = column.replace(/\.count$/, '').split('.');
    const isCapture = column === 'firstCapture.path';
    assert.ok(
      isCapture || has(schema.$defs.connection, column.includes('keepalive') ? column.split('.') : path),
      column,
    );
  }
});

test('a line ends in CRLF, and a cell is quoted where it must be (RFC 4180)', { skip: python }, () => {
  const cells = ['a,b', 'say "x"', '', ' lead', 'trail ', 'plain', '"'];
  assert.deepEqual(cellsOf(csvLine(cells)), [cells]);
  assert.equal(csvLine(['a', null, 1.5, -2, true, Number.NaN]), 'a,,1.5,-2,true,\r\n');
});

test('what a spreadsheet would calculate gets an apostrophe; a negative number stays one', {
  skip: python,
}, () => {
  const formulas = [
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    ' =1',
    '\t=1',
    '\r=1',
    '\n=1',
    "'=1",
    '＝1',
    '＋1',
    '－1',
    '＠x',
  ];
  for (const formula of formulas) assert.match(cellsOf(csvLine([formula]))[0]?.[0] ?? '', /^'/, formula);
  assert.deepEqual(cellsOf(csvLine([-1, -0.5, '1-1', 'a=b', '2021-03-04'])), [
    ['-1', '-0.5', '1-1', 'a=b', '2021-03-04'],
  ]);
});

test('frames of other captures than the first have the index of their capture before them', {
  skip: python,
}, () => {
  const evidence = [
    { frame: 7, capture: 0, says: 'one' },
    { frame: 2, capture: 3, says: 'other' },
  ];
  const { verdict } = connectionReport();
  const examination = examinationOf([connectionReport({ verdict: { ...verdict, evidence } })], {
    captures: [captureReport({ path: 'a, "b".pcap' })],
  });
  const row = rowOf([...renderCsv(examination)].join(''));
  assert.equal(row['verdict.evidence.frame'], '7 3#2');
  assert.equal(row['firstCapture.path'], 'a, "b".pcap');
});

test('probes that are not listed are counted, each as what it was', { skip: python }, () => {
  const keepalive = { originator: keepaliveReport({ probes: 500 }), responder: null };
  // 500 keepalive probes and 90 window probes, of which 60 and 40 were kept.
  const dead = deadPeerConnection();
  const [exchange] = dead.exchanges;
  assert.ok(exchange !== undefined);
  const connection = connectionReport({
    keepalive,
    exchanges: Array.from({ length: 60 }, () => exchange),
    windowProbes: Array.from({ length: 40 }, () => exchange),
    exchangesOmitted: 490,
  });
  const row = rowOf([...renderCsv(examinationOf([connection]))].join(''));
  assert.equal(row['exchanges.count'], '500');
  assert.equal(row['windowProbes.count'], '90');
});

test('the selection decides which rows there are, and in what order', { skip: python }, () => {
  const examination = examinationOf(connectionsOf(['alive', 'peer-dead', 'closed']));
  const ids = (csv: Iterable<string>): string[] =>
    cellsOf([...csv].join(''))
      .slice(1)
      .map(([id = '']) => id);
  assert.deepEqual(ids(renderCsv(examination)), ['1', '2', '3']);
  assert.deepEqual(ids(renderCsv(examination, { top: 1 })), ['2']);
  assert.deepEqual(ids(renderCsv(examination, { verdicts: ['closed'] })), ['3']);
});
