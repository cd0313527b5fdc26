/** When a prober that gets no answer will give up: one interval after the last probe that its count allows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ConnectionReport } from '../../src/index.ts';
import { bystander, idling, inVain } from '../support/idling.ts';
import { see } from '../support/see.ts';
import { byTime } from '../support/sent.ts';

/** The connection with probes of the originator at `times` in vain, in a capture that ends at `end`. */
async function probing(times: readonly number[], end: number): Promise<ConnectionReport> {
  const talk = idling();
  inVain(talk, talk.originator, times);
  const { report } = await see(byTime(talk.frames, bystander(end)));
  const connection = report.connections.find(({ originator }) => originator.port === 40_000);
  assert.ok(connection);
  return connection;
}

/** Seconds from the first frame of the connection to the forecast. */
function forecastAfter({ firstAt, verdict }: ConnectionReport): number | null {
  if (verdict.giveUp === null) return null;
  return Math.round((Date.parse(verdict.giveUp.at) - Date.parse(firstAt)) / 1000);
}

test('three probes five seconds apart: with the default of nine, seven intervals after the third', async () => {
  const connection = await probing([30, 35, 40], 42);
  assert.equal(connection.verdict.code, 'probing');
  assert.deepEqual([connection.verdict.giveUp?.count, connection.verdict.giveUp?.assumed], [9, true]);
  assert.equal(forecastAfter(connection), 40 + 7 * 5);
  assert.match(connection.verdict.summary, / With the default of 9 probes it gives up 33 s later\.$/);
});

test('a probe a second after a long idle time: ten of libuv', async () => {
  const connection = await probing([60, 61, 62, 63], 63.1);
  assert.deepEqual([connection.verdict.giveUp?.count, connection.verdict.giveUp?.assumed], [10, true]);
  assert.equal(forecastAfter(connection), 63 + 7);
});

test('one probe alone does not show the interval', async () => {
  assert.equal(forecastAfter(await probing([30], 40)), null);
});

test('more probes than the default: its count is not nine, and nothing is foretold', async () => {
  const times = Array.from({ length: 12 }, (_, place) => 30 + 5 * place);
  const connection = await probing(times, 86);
  assert.equal(connection.verdict.code, 'probing');
  assert.equal(connection.verdict.giveUp, null);
});
