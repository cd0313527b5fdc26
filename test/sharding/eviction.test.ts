/** The limit on connections: who is let go of first, that nothing of them is left, and what is still known of all. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { VERDICT_CODES } from '../../src/diagnosis/verdict.ts';
import { NUMBER } from '../../src/tracking/row-layout.ts';
import * as R from '../../src/tracking/rows.ts';
import { Flow, Line } from '../support/flows.ts';
import { areasOf } from '../support/row-areas.ts';

/** Of each kind one, made in this order; the number is that of the flow and of the connection. */
function oneOfEach(line: Line): Flow[] {
  const flows = Array.from({ length: 7 }, (_, number) => new Flow(line, number));
  const [probed, quiet, lost, dead, half, closed, refused] = flows;
  probed?.at(0).handshake().at(10).probe().ack();
  quiet?.at(11).handshake().data();
  lost?.at(12).handshake().at(20).push().reset();
  dead?.at(13).handshake().at(21).probe().at(22).reset(0);
  half?.at(23).syn();
  closed?.at(24).handshake().data().close();
  refused?.at(25).syn().reset();
  return flows;
}

const NAMES = ['probed', 'quiet', 'lost', 'dead', 'half', 'closed', 'refused'];

/** Names of the connections that are there. */
function held({ shard }: Line): string[] {
  return [...shard.rows.inUse()].map((row) => NAMES[shard.rows.numberOf(row) - 1] ?? '?').sort();
}

describe('who is let go of', () => {
  it('what is over, the half-open, what is over and tells something, the quiet, those with probes', () => {
    const line = new Line();
    oneOfEach(line);
    const gone: string[] = [];
    for (let before = held(line); before.length > 0; before = held(line)) {
      line.shard.evict(1, 60e9);
      const after = held(line);
      gone.push(...before.filter((name) => !after.includes(name)));
    }
    assert.deepEqual(gone, ['closed', 'refused', 'half', 'lost', 'dead', 'quiet', 'probed']);
    assert.deepEqual(line.shard.evicted, { closed: 4, quiet: 2, probed: 1 });
  });

  it('of equals the one that has been silent for longest, and no more than are wanted', () => {
    const line = new Line();
    const flows = [30, 10, 20, 40, 10].map((seconds, number) => {
      return new Flow(line, number).at(seconds).handshake().data();
    });
    line.shard.evict(2, 60e9);
    assert.deepEqual(
      flows.map(({ row }) => row !== -1),
      [true, false, true, true, false],
    );
    line.shard.evict(1, 60e9);
    assert.deepEqual(
      flows.map(({ row }) => row !== -1),
      [true, false, false, true, false],
    );
  });

  it('a connection that has just been closed waits for its last acknowledgment', () => {
    const line = new Line();
    const closed = new Flow(line, 1).at(10).handshake().close();
    const older = new Flow(line, 2).at(9).syn();
    line.shard.evict(1, 10.1e9);
    assert.deepEqual([closed.row !== -1, older.row !== -1], [true, false]);
  });

  it('a connection whose flow another has taken is over', () => {
    const line = new Line();
    const open = new Flow(line, 1).at(0).handshake().data();
    new Flow(line, 2).at(1).handshake().data();
    const again = new Flow(line, 2).restart(77).at(40).handshake();
    assert.equal(line.shard.rows.used, 3);
    line.shard.evict(1, 60e9);
    assert.deepEqual(line.shard.evicted, { closed: 1, quiet: 0, probed: 0 });
    assert.ok(open.row !== -1 && again.row !== -1);
  });
});

describe('at the limit', () => {
  it('a sixteenth goes at once, and the others are as they were', () => {
    const line = new Line({ connections: 32 });
    for (let number = 0; number < 33; number++) new Flow(line, number).at(number).syn();
    assert.equal(line.shard.rows.used, 31);
    assert.deepEqual(line.shard.evicted, { closed: 0, quiet: 2, probed: 0 });
    assert.equal(line.shard.rows.opened, 33);
  });

  it('with a limit of one, there is one', () => {
    const line = new Line({ connections: 1 });
    const flows = [1, 2, 3].map((number) => new Flow(line, number).handshake().data());
    assert.deepEqual(
      flows.map(({ row }) => row),
      [-1, -1, 0],
    );
    assert.equal(line.shard.rows.numberOf(0), 3);
  });

  it('a flow that speaks again is a new connection, which was there before', () => {
    const line = new Line({ connections: 1 });
    const flow = new Flow(line, 1).at(0).handshake().data();
    new Flow(line, 2).at(5).syn();
    flow.at(9).data();
    const timeline = line.shard.timeline(flow.row, 9e9);
    assert.equal(line.shard.rows.numberOf(flow.row), 3);
    assert.deepEqual([timeline.midstream, timeline.firstTime, timeline.segments], [true, 9e9, 2]);
  });

  it('nothing of a connection is left to the next one in its row', () => {
    const line = new Line({ connections: 1 });
    const flow = new Flow(line, 1).at(0).handshake();
    for (let second = 10; second < 50; second += 10) flow.at(second).probe();
    flow.at(50).reset(0);
    assert.equal(line.shard.exchanges.size, 4);
    const other = new Flow(line, 2).at(60).handshake();
    assert.equal(other.row, 0);
    assert.equal(line.shard.exchanges.size, 0);
    assert.equal(line.shard.booksOf(0), undefined);
    const fresh = new Line();
    fresh.frames = 8;
    new Flow(fresh, 2).at(60).handshake();
    assert.deepEqual(octetsOf(line), octetsOf(fresh), 'the row is as in a shard that had no other');
  });

  it('what they came to is judged before, and counted', () => {
    const line = new Line();
    oneOfEach(line);
    const before = line.shard.survey(60e9).counts;
    line.shard.evict(4, 60e9);
    assert.deepEqual(line.shard.survey(60e9).counts, before);
    assert.equal(before.verdicts[VERDICT_CODES.indexOf('peer-dead')], 1);
    assert.equal(before.probes, 2);
  });

  it('who asked is told of every row that is let go of', () => {
    const line = new Line({ connections: 2 });
    const told: number[] = [];
    line.shard.onForget((row) => told.push(line.shard.rows.numberOf(row)));
    for (let number = 0; number < 5; number++) new Flow(line, number).at(number).syn();
    assert.deepEqual(told, [1, 2, 3]);
  });
});

/** The one row, all that belongs to it, but for its number, and for that of what it has seldom, which stays with the row. */
function octetsOf({ shard: { rows } }: Line): Buffer {
  const at = rows.at(0);
  const page = Buffer.from(
    Buffer.from(rows.page(0).buffer as ArrayBuffer, rows.page(0).byteOffset, R.PAGE_OCTETS),
  );
  page.writeUInt32LE(0, R.coldOf(at) + NUMBER);
  page.writeUInt8(0, R.coldOf(at) + R.SELDOM_NUMBER_LOW);
  page.writeUInt8(0, R.coldOf(at) + R.SELDOM_NUMBER_HIGH);
  return Buffer.concat(areasOf(rows.page(0), at).map(([from, octets]) => page.subarray(from, from + octets)));
}

it('a SYN flood of a million four-tuples stays below 300 MB and costs no connection with probes', () => {
  const script = fileURLToPath(new URL('./syn-flood.ts', import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script], { encoding: 'utf8' });
  assert.equal(stderr, '');
  const seen = JSON.parse(stdout);
  assert.ok(seen.peak < 300e6, `heap and array buffers took ${seen.peak}`);
  assert.equal(seen.opened, 1_002_000);
  assert.deepEqual(seen.evicted, { closed: 0, quiet: seen.opened - seen.used, probed: 0 });
  assert.ok(seen.used <= 200_000);
  assert.equal(seen.survivors, 1000, 'nor any with data');
  assert.deepEqual(seen.books, Array(1000).fill({ probes: 20, acknowledged: 20 }));
  assert.equal(seen.counts.verdicts[VERDICT_CODES.indexOf('incomplete')], 1_000_000);
});
