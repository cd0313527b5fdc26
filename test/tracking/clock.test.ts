/** Captures whose clock jumps: what was silent then is not known to have been idle. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Conversation, conversation } from '../support/conversation.ts';
import { type Seen, see } from '../support/see.ts';

const DAYS = 86_400;

/** A connection of its own, with an exchange at each of these times. */
function busy(port: number, times: readonly number[]): Conversation {
  const talk = conversation({ originator: { port } })
    .at((times[0] ?? 1) - 0.01)
    .handshake();
  for (const at of times) talk.at(at).exchange();
  return talk;
}

function anomaliesOf({ report }: Seen): [string, number, number][] {
  return (report.captures[0]?.anomalies ?? []).map(({ code, count, firstFrame }) => [
    code,
    count,
    firstFrame,
  ]);
}

test('frames of another year after it do not make a connection silent until then', async () => {
  const before = busy(40_001, [1, 2, 3]);
  const later = busy(40_002, [262 * DAYS, 262 * DAYS + 5]);
  const latest = busy(40_003, [830 * DAYS, 830 * DAYS + 30]);
  const seen = await see([...before.frames, ...later.frames, ...latest.frames]);
  assert.deepEqual(seen.verdicts, ['alive', 'alive', 'alive']);
  const [first] = seen.report.connections;
  assert.ok((first?.longestIdleSeconds ?? Number.NaN) < 2);
  const jumped = before.frames.length;
  assert.deepEqual(anomaliesOf(seen), [['clock-jump', 2, jumped + 1]]);
});

test('a silence to the last frame before the clock jumps is a silence', async () => {
  const idle = busy(40_001, [1]);
  const other = busy(40_002, [2, 400]);
  const later = busy(40_003, [262 * DAYS]);
  const seen = await see([...idle.frames, ...other.frames, ...later.frames]);
  assert.equal(seen.verdicts[0], 'idle-unprotected');
  assert.equal(Math.round(seen.report.connections[0]?.longestIdleSeconds ?? 0), 399);
});

test('a frame of another year between the others changes nothing', async () => {
  const idle = busy(40_001, [1]);
  const other = busy(40_002, [2]);
  const stray = busy(40_003, [300 * DAYS]);
  const after = busy(40_004, [600]);
  const seen = await see([...idle.frames, ...other.frames, ...stray.frames.slice(0, 1), ...after.frames]);
  assert.equal(seen.verdicts[0], 'idle-unprotected');
  assert.equal(Math.round(seen.report.connections[0]?.longestIdleSeconds ?? 0), 599);
});

test('the first frame alone does not say what the time is', async () => {
  const stray = busy(40_001, [1]);
  const idle = busy(40_002, [300 * DAYS]);
  const other = busy(40_003, [300 * DAYS + 1, 300 * DAYS + 600]);
  const seen = await see([...stray.frames.slice(0, 1), ...idle.frames, ...other.frames]);
  assert.equal(seen.verdicts[1], 'idle-unprotected');
});

test('probes behind a jump of the clock are told as they are', async () => {
  const before = busy(40_001, [1, 2, 3]);
  const later = busy(40_002, [262 * DAYS]);
  for (const at of [10, 15, 20]) later.at(262 * DAYS + at).originator.probe();
  const seen = await see([...before.frames, ...later.frames]);
  assert.equal(seen.verdicts[1], 'probing');
});
