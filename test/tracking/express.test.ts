/** The short way of ordinary segments and the long way leave the same rows, octet for octet. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CONNECTION_FLAGS, CONNECTION_WATCHED, ROW_OCTETS } from '../../src/tracking/rows.ts';
import { Tracker } from '../../src/tracking/tracker.ts';
import { ACK, PSH, Segment, SYN } from '../../src/wire/segment.ts';
import { advance } from '../../src/wire/sequence.ts';

interface Turn {
  fromOriginator: boolean;
  octets: number;
  acknowledges: boolean;
  /** ns since the turn before. */
  after: number;
  window: number;
  hasTimestamps: boolean;
}

const turn: fc.Arbitrary<Turn> = fc.record({
  fromOriginator: fc.boolean(),
  octets: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1460 })),
  acknowledges: fc.boolean(),
  after: fc.integer({ min: 0, max: 1_500_000_000 }),
  window: fc.integer({ min: 0, max: 65_535 }),
  hasTimestamps: fc.boolean(),
});

test('an ordinary segment leaves the same row by the short way as by the long one', () => {
  const counters = { short: 0 };
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 60 }), fc.integer(), fc.integer(), (turns, isn, peerIsn) => {
      const short = new Tracker();
      const long = new Tracker();
      for (const segment of conversation(turns, isn, peerIsn)) {
        for (const tracker of [short, long]) {
          // A watched connection always goes the long way.
          if (tracker === long && tracker.rows.count > 0) tracker.watch(0, true);
          tracker.lookAhead(segment);
          tracker.observe(segment);
        }
        if (short.step.notable === 0) counters.short++;
        assert.deepEqual(rowOf(short), rowOf(long));
      }
    }),
    { seed: 1, numRuns: 200 },
  );
  assert.ok(counters.short > 500, `only ${counters.short} segments were ordinary`);
});

function* conversation(turns: readonly Turn[], isn: number, peerIsn: number): Generator<Segment> {
  const next = [advance(isn, 1), advance(peerIsn, 1)];
  const acknowledged = [advance(peerIsn, 1), advance(isn, 1)];
  let time = 0;
  yield segmentOf({ frame: 1, time, side: 0, flags: SYN, sequence: isn | 0, acknowledgment: 0 });
  yield segmentOf({
    frame: 2,
    time,
    side: 1,
    flags: SYN | ACK,
    sequence: peerIsn | 0,
    acknowledgment: next[0],
  });
  yield segmentOf({ frame: 3, time, side: 0, flags: ACK, sequence: next[0], acknowledgment: next[1] });
  for (const [
    index,
    { fromOriginator, octets, acknowledges, after, window, hasTimestamps },
  ] of turns.entries()) {
    const side = fromOriginator ? 0 : 1;
    time += after;
    if (acknowledges) acknowledged[side] = next[1 - side] ?? 0;
    yield segmentOf({
      frame: index + 4,
      time,
      side,
      flags: octets > 0 ? ACK | PSH : ACK,
      sequence: next[side],
      acknowledgment: acknowledged[side],
      octets,
      window,
      timestamp: hasTimestamps ? Math.floor(time / 1e6) : undefined,
    });
    next[side] = advance(next[side] ?? 0, octets);
  }
}

function segmentOf(fields: {
  frame: number;
  time: number;
  side: number;
  flags: number;
  sequence: number | undefined;
  acknowledgment: number | undefined;
  octets?: number;
  window?: number;
  timestamp?: number | undefined;
}): Segment {
  const segment = new Segment();
  segment.frame = fields.frame;
  segment.time = fields.time;
  segment.source2 = 0xffff;
  segment.destination2 = 0xffff;
  segment.source3 = fields.side === 0 ? 1 : 2;
  segment.destination3 = fields.side === 0 ? 2 : 1;
  segment.sourcePort = fields.side === 0 ? 40_000 : 9000;
  segment.destinationPort = fields.side === 0 ? 9000 : 40_000;
  segment.flags = fields.flags;
  segment.sequence = fields.sequence ?? 0;
  segment.acknowledgment = fields.acknowledgment ?? 0;
  segment.length = fields.octets ?? 0;
  segment.window = fields.window ?? 65_535;
  segment.ttl = 64;
  segment.ipId = fields.frame & 0xffff;
  if (fields.timestamp !== undefined) {
    segment.hasTimestamps = 1;
    segment.timestampValue = fields.timestamp | 0;
  }
  return segment;
}

function rowOf({ rows }: Tracker): Uint8Array {
  const page = rows.page(0);
  const octets = new Uint8Array(page.buffer.slice(rows.at(0), rows.at(0) + ROW_OCTETS));
  const flags = octets[CONNECTION_FLAGS] ?? 0;
  octets[CONNECTION_FLAGS] = flags & ~CONNECTION_WATCHED;
  return octets;
}
