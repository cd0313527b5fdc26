/**
 * Connections while they are captured: what a live session says in the end is what the analysis of the saved capture
 * says, and its lines, with their amendments, are those of the event stream.
 */
import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';

import { Epoch } from '../../src/capture/epoch.ts';
import { analyze, type EventRecord, events, type VerdictCode } from '../../src/index.ts';
import { LiveSession } from '../../src/live/session.ts';
import type { LiveRecord, VerdictRecord } from '../../src/report/live-record.ts';
import { buildPcap } from '../support/captures.ts';
import { ALL_FIXTURES } from '../support/fixtures.ts';
import { bystander, idling, inVain } from '../support/idling.ts';
import { openFrames } from '../support/read-captures.ts';
import { byTime, type Sent } from '../support/sent.ts';

const LIMITS = { connections: 2_000_000, exchanges: 10_000, held: 256 };

/** A session over frames that come one by one, with a tick each second in between; gives what it told, and itself. */
async function told(frames: readonly Sent[]): Promise<{ records: LiveRecord[]; session: LiveSession }> {
  const epoch = new Epoch();
  const records: LiveRecord[] = [];
  const session = new LiveSession({
    epoch,
    limits: LIMITS,
    limit: null,
    emit: (record) => records.push(record),
  });
  const [reader] = await openFrames(['-'], { epoch, stdin: oneByOne(frames) });
  assert.ok(reader);
  session.begin(reader);
  let at = frames[0]?.time ?? 0n;
  for (let place = 0; await reader.fill(); place++) {
    for (const next = frames[place]?.time ?? at; at < next; at += 1_000_000_000n) session.tick(at);
    session.readBlock(reader);
  }
  session.tick(at);
  return { records, session };
}

async function* oneByOne(frames: readonly Sent[]): AsyncGenerator<Uint8Array> {
  const octets = buildPcap(frames, { resolution: 'nanoseconds' });
  let at = 24;
  yield octets.subarray(0, at);
  for (const frame of frames) {
    yield octets.subarray(at, at + 16 + frame.octets.length);
    at += 16 + frame.octets.length;
  }
}

/** The verdicts of a connection as they were told, in order. */
function verdictsOf(records: readonly LiveRecord[], port: number): VerdictCode[] {
  return records
    .filter((record): record is VerdictRecord => record.kind === 'verdict')
    .filter(({ originator }) => originator.port === port)
    .map(({ verdict }) => verdict.code);
}

describe('a capture as if it were made now', () => {
  for (const { name, file } of ALL_FIXTURES) {
    it(`${name}: the lines and the report are those of the saved capture`, async () => {
      const epoch = new Epoch();
      const lines = new Map<number, EventRecord>();
      const emit = (record: LiveRecord): void => {
        if (!('frame' in record)) return;
        const { amends, ...event } = record;
        assert.equal(amends ?? event.frame, event.frame);
        assert.equal(lines.has(event.frame) && amends === undefined, false, `frame ${event.frame} twice`);
        lines.set(event.frame, event);
      };
      const session = new LiveSession({ epoch, limits: LIMITS, limit: null, emit });
      const [reader] = await openFrames([file], { epoch });
      assert.ok(reader);
      session.begin(reader);
      while (await reader.fill()) session.readBlock(reader);
      const examination = await session.finish(false);

      const expected: EventRecord[] = [];
      for await (const event of events(file)) expected.push(event);
      const byFrame = (one: EventRecord, other: EventRecord): number => one.frame - other.frame;
      assert.deepEqual([...lines.values()].sort(byFrame), expected.sort(byFrame));
      const report = await analyze(file);
      assert.deepEqual(examination.summary, report.summary);
      assert.deepEqual(
        [...examination.connections()].map((one) => JSON.parse(JSON.stringify(one))),
        report.connections.map((one) => JSON.parse(JSON.stringify(one))),
      );
      await reader.close();
    });
  }
});

test('a peer that dies: alive, probing as soon as an answer is overdue, dead with the reset', async () => {
  const talk = idling();
  for (const at of [10, 20]) {
    talk.at(at).originator.probe();
    talk.responder.ack();
  }
  inVain(talk, talk.originator, [30, 35, 40]);
  talk.at(45).originator.abort();
  const { records } = await told(byTime(talk.frames, bystander(60)));
  assert.deepEqual(verdictsOf(records, 40_000), ['alive', 'probing', 'peer-dead']);
  const changes = records.flatMap((record) => (record.kind === 'verdict' ? [record] : []));
  const secondsAfterStart = changes
    .filter(({ originator }) => originator.port === 40_000)
    .map(({ at }) => Math.floor((Date.parse(at) - Number(talk.frames[0]?.time ?? 0n) / 1e6) / 1000));
  assert.deepEqual(secondsAfterStart.slice(1), [31, 45]);
});

test('a probe that is answered late is no reason to cry', async () => {
  const talk = idling();
  for (const at of [10, 20, 30]) {
    talk.at(at).originator.probe();
    talk.after(0.4).responder.ack();
  }
  const { records } = await told(byTime(talk.frames, bystander(40)));
  assert.deepEqual(verdictsOf(records, 40_000), ['alive']);
});

test('the first probe of a capture that begins mid-idle is told when its answer comes', async () => {
  const talk = idling();
  talk.at(10).originator.probe();
  talk.responder.ack();
  const { records } = await told(talk.frames.slice(-2));
  const lines = records.flatMap((record) => ('frame' in record ? [record] : []));
  assert.deepEqual(
    lines.map(({ frame, kind, amends }) => ({ frame, kind, amends })),
    [
      { frame: 1, kind: 'probe', amends: 1 },
      { frame: 2, kind: 'keepalive-ack', amends: undefined },
    ],
  );
});

test('a connection of a screen counts its idle time and the probes that wait', async () => {
  const talk = idling();
  inVain(talk, talk.originator, [10, 11, 12]);
  const { session } = await told(byTime(talk.frames, bystander(13)));
  const { rows, total } = session.list({
    order: 'attention',
    wants: () => true,
    limit: 1,
    from: 0,
    chosen: null,
  });
  assert.equal(total, 2);
  const [row = -1] = rows;
  const connection = session.connection(row);
  assert.equal(connection.originator.port, 40_000);
  assert.equal(connection.verdict.code, 'probing');
  assert.equal(connection.waiting, 3);
  // Since the exchange right after the handshake.
  assert.equal(Math.round(connection.idleSeconds ?? 0), Math.round(session.inspection.now / 1e9));
  assert.deepEqual(session.examine(row).captures.length, 1);
});

test('while frames wait that nobody has read, the time is that of the last frame', async () => {
  const talk = idling();
  talk.at(1).exchange();
  const { records, session } = await told(talk.frames);
  const before = records.length;
  session.tick(null);
  assert.equal(records.length, before);
  session.tick((talk.frames.at(-1)?.time ?? 0n) + 600_000_000_000n);
  assert.deepEqual(
    records.slice(before).flatMap((record) => (record.kind === 'verdict' ? [record.verdict.code] : [])),
    ['idle-unprotected'],
  );
});
