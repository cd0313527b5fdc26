/** What --host, --port and the others let pass, and in which order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { KeepscopeError } from '../../src/errors.ts';
import { hostMatcher, isHost } from '../../src/report/host-matcher.ts';
import { leaders, rankingBy, SORT_KEYS, type SortKey } from '../../src/report/ranking.ts';
import { selectedConnections } from '../../src/report/selected.ts';
import { checkSelection, endpointFilter, type Selection } from '../../src/report/selection.ts';
import {
  captureReport,
  connectionReport,
  examinationOf,
  keepaliveReport,
  verdictReport,
} from '../support/reports.ts';

const HOSTS: readonly [host: string, address: string, isMatch: boolean][] = [
  ['10.0.0.1', '10.0.0.1', true],
  ['10.0.0.1', '10.0.0.10', false],
  ['10.0.0.0/8', '10.255.0.1', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['10.1.2.3/8', '10.9.9.9', true],
  ['0.0.0.0/0', '255.255.255.255', true],
  ['0.0.0.0/0', 'fe80::1', false],
  ['192.168.1.128/25', '192.168.1.127', false],
  ['FE80:0::1', 'fe80::1', true],
  ['fe80::/10', 'febf::1', true],
  ['fe80::/10', 'fec0::1', false],
  ['::/0', 'fe80::1', true],
  ['2001:db8::/33', '2001:db8:8000::1', false],
  ['::ffff:10.0.0.1', '10.0.0.1', true],
];

for (const [host, address, isMatch] of HOSTS) {
  test(`${host} ${isMatch ? 'matches' : 'does not match'} ${address}`, () => {
    assert.equal(hostMatcher([host])(address), isMatch);
  });
}

for (const text of ['', 'example.com', '10.0.0', '10.0.0.1/33', 'fe80::/129', '10.0.0.1/', '1.2.3.4/8/8']) {
  test(`"${text}" is no host`, () => assert.equal(isHost(text), false));
}

const CONNECTIONS = [
  connectionReport({ id: 1, originator: { address: '10.0.0.1', port: 40_000 }, longestIdleSeconds: 1 }),
  connectionReport({
    id: 2,
    responder: { address: 'fe80::2', port: 443 },
    firstAt: '2021-03-04T12:31:00.000000000Z',
    durationSeconds: 500,
    verdict: verdictReport('probing'),
  }),
  connectionReport({
    id: 3,
    lastAt: '2021-03-04T12:30:00.000000000Z',
    segments: 99,
    longestIdleSeconds: 20,
    keepalive: { originator: keepaliveReport({ probes: 5 }), responder: null },
    verdict: verdictReport('peer-dead'),
  }),
];

const SELECTED: readonly [what: string, selection: Selection, ids: number[]][] = [
  ['nothing', {}, [1, 2, 3]],
  ['a host of either side', { hosts: ['10.0.0.1', 'fe80::/10'] }, [1, 2]],
  ['a port of either side', { ports: [443, 40_000] }, [1, 2]],
  ['two kinds of condition, which must both hold', { ports: [443, 40_000], verdicts: ['probing'] }, [2]],
  ['ids', { connections: [3, 1, 77] }, [1, 3]],
  ['a verdict', { verdicts: ['peer-dead'] }, [3]],
  ['an earliest time', { since: '12:30:30' }, [1, 2]],
  ['a latest time', { until: '+60s' }, [1, 3]],
  ['a stretch of time', { since: '+26s', until: '2021-03-04T12:30:59Z' }, [1]],
  ['the top, which is the gravest', { top: 2 }, [3, 2]],
  ['the top by number', { top: 2, sort: 'first' }, [1, 2]],
  ['an order', { sort: 'severity' }, [3, 2, 1]],
];

for (const [what, selection, ids] of SELECTED) {
  test(`a selection by ${what} gives ${ids.join(', ')}`, () => {
    const examination = examinationOf(CONNECTIONS, { captures: [captureReport()] });
    assert.deepEqual(
      [...selectedConnections(examination, selection)].map(({ id }) => id),
      ids,
    );
  });
}

const ORDERS: Record<SortKey, number[]> = {
  severity: [3, 2, 1],
  first: [1, 2, 3],
  idle: [3, 2, 1],
  duration: [2, 3, 1],
  probes: [3, 2, 1],
  segments: [3, 2, 1],
};

for (const key of SORT_KEYS) {
  test(`the order by ${key} is ${ORDERS[key].join(', ')}`, () => {
    assert.deepEqual(
      [...CONNECTIONS].sort(rankingBy(key)).map(({ id }) => id),
      ORDERS[key],
    );
  });
}

test('the leaders of many are those that a full sort would put first', () => {
  const many = Array.from({ length: 1000 }, (_, index) =>
    connectionReport({ id: index + 1, longestIdleSeconds: (index * 7919) % 997 }),
  );
  const { connections, total } = leaders(many, rankingBy('idle'), 7);
  assert.equal(total, 1000);
  assert.deepEqual(connections, [...many].sort(rankingBy('idle')).slice(0, 7));
});

test('endpoints alone can be filtered, for events come before verdicts', () => {
  const filter = endpointFilter({ hosts: ['10.0.0.0/8'], ports: [443] });
  assert.equal(filter({ address: '10.0.0.1', port: 1 }, { address: '1.1.1.1', port: 443 }), true);
  assert.equal(filter({ address: '10.0.0.1', port: 1 }, { address: '1.1.1.1', port: 80 }), false);
});

const REFUSED: readonly Selection[] = [
  { hosts: ['example.com'] },
  { ports: [65_536] },
  { connections: [0] },
  { since: 'noon' },
  { until: '' },
  { top: 0 },
];

for (const selection of REFUSED) {
  test(`${JSON.stringify(selection)} is a usage error that names the option and says what to give`, () => {
    const [name = ''] = Object.keys(selection);
    assert.throws(
      () => checkSelection(selection),
      (error) =>
        error instanceof KeepscopeError &&
        error.code === 'usage' &&
        error.message.startsWith(`--${name.replace(/s$/, '')}`) &&
        error.remedy.startsWith('give '),
    );
  });
}
