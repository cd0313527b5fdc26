/** Heartbeats, and what is nearly one, leave the same rows and the same books by the express way as by the long one. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { EVERYTHING } from '../../src/sharding/share.ts';
import type { BatchFrame } from '../support/frame-batches.ts';
import { Talk } from './talk.ts';
import { TwoWays } from './two-ways.ts';

const SECOND = 1_000_000_000;
const RTT = SECOND / 1000;

/** Some messages of one side, one after another, with as many answers. */
interface Turn {
  side: 0 | 1;
  times: number;
  /** ns before each; every one of the second kind comes so much later. */
  every: number;
  late: number;
  asks: Uint8Array;
  /** Null: nothing does. */
  answers: Uint8Array | null;
  /** ns. */
  answersAfter: number;
  /** It is acknowledged by itself. */
  isAcknowledged: boolean;
}

const BEGINNINGS = [
  // CONNECT of MQTT 3.1.1 with a keep alive of 10 s, PINGREQ and PINGRESP.
  '\x10\x0e\x00\x04MQTT\x04\x02\x00\x0a\x00\x02id',
  '\xc0\x00',
  '\xd0\x00',
  // A ping of WebSocket, its answer, and how WebSocket begins.
  '\x89\x00',
  '\x8a\x00',
  'GET /chat HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n',
  'PING\r\n',
  'PONG\r\n',
  'SSH-2.0-x\r\n',
  '\x00\x00\x08\x06\x00\x00\x00\x00\x00\x01\x02\x03\x04\x05\x06\x07\x08',
].map((text) => Uint8Array.from(Buffer.from(text, 'latin1')));

const padded = (begin: readonly number[], octets: number): Uint8Array => {
  const payload = new Uint8Array(octets).fill(0x7a);
  payload.set(begin.slice(0, octets));
  return payload;
};
const lengths = fc.constantFrom(2, 20, 20, 20, 24, 28, 36, 37, 240, 257, 300);
const plain = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom([0x7a, 0x7a, 0x7a, 0x7a], [0x7b, 0x7b, 0x7b, 0x7b]) },
      { weight: 2, arbitrary: fc.constant([0x17, 0x03, 0x03, 0x00, 0x20]) },
      { weight: 1, arbitrary: fc.constant([...Buffer.from('GET / HTTP/1.1\r\n')]) },
    ),
    lengths,
  )
  .map(([begin, octets]) => padded(begin, octets));
const payload = (calm: number): fc.Arbitrary<Uint8Array> =>
  fc.oneof({ weight: calm, arbitrary: plain }, { weight: 1, arbitrary: fc.constantFrom(...BEGINNINGS) });

const turnOf = (calm: number): fc.Arbitrary<Turn> =>
  fc.record({
    side: fc.constantFrom<0 | 1>(0, 0, 0, 1),
    times: fc.oneof(fc.constantFrom(1, 1, 2, 5), fc.integer({ min: 1, max: 80 })),
    every: fc.oneof(fc.constantFrom(10 * SECOND, 10 * SECOND, SECOND, 0.3 * SECOND), fc.nat(40 * SECOND)),
    late: fc.constantFrom(0, 0, 0, 0.1 * SECOND, 4 * SECOND),
    asks: payload(calm),
    answers: fc.option(payload(calm), { freq: 3 }),
    answersAfter: fc.constantFrom(RTT, RTT, 1.5 * SECOND, 11 * SECOND),
    isAcknowledged: fc.boolean(),
  });

function* framesOf(
  talks: readonly Talk[],
  turns: readonly (readonly [number, Turn])[],
): Generator<BatchFrame> {
  let time = 0;
  for (const talk of talks) yield* talk.handshake(time);
  for (const [number, turn] of turns) {
    const talk = talks[number % talks.length];
    const { side, times, every, late, asks, answers, answersAfter, isAcknowledged } = turn;
    const peer = side === 0 ? 1 : 0;
    for (let place = 0; talk !== undefined && place < times; place++) {
      time += every + (place % 2) * late;
      yield talk.say(time, { side, payload: asks });
      if (isAcknowledged) yield talk.say(time + RTT / 2, { side: peer });
      if (answers === null) continue;
      time += answersAfter;
      yield talk.say(time, { side: peer, payload: answers });
      if (isAcknowledged) yield talk.say(time + RTT / 2, { side });
    }
  }
}

describe('heartbeats leave the same books by the express way as by the long one', () => {
  for (const [calm, least] of [
    [1000, 0.85],
    [6, 0.5],
  ] as const)
    it(`of unknown octets, with one in ${calm} of known ones`, () => {
      const seen = { segments: 0, ordinary: 0 };
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 5 }),
          fc.array(fc.tuple(fc.nat(4), turnOf(calm)), { minLength: 3, maxLength: 40, size: 'max' }),
          fc.integer({ min: 1, max: 64 }),
          fc.constantFrom(3, 1000),
          (count, turns, size, connections) => {
            const talks = Array.from({ length: count }, (_, number) => new Talk({ number }));
            const ways = new TwoWays(EVERYTHING, { connections });
            const frames = [...framesOf(talks, turns)];
            for (let from = 0; from < frames.length; from += size) {
              ways.take(frames.slice(from, from + size));
              ways.compare();
            }
            ways.finish();
            seen.segments += ways.segments;
            seen.ordinary += ways.ordinary;
          },
        ),
        { seed: 1, numRuns: 150, includeErrorInReport: true, endOnFailure: true },
      );
      assert.ok(seen.ordinary > least * seen.segments, JSON.stringify(seen));
    });

  it('of one kind, all but the first two', () => {
    const ways = new TwoWays();
    const talk = new Talk();
    const message = padded([0x7a, 0x7a, 0x7a, 0x7a], 20);
    const frames = [...framesOf([talk], [[0, turn(message, 103)]])];
    // The handshake, and the first three: each is asked, answered, and both acknowledged.
    ways.take(frames.slice(0, 3 + 3 * 4));
    const before = ways.segments - ways.ordinary;
    ways.take(frames.slice(3 + 3 * 4));
    ways.finish();
    assert.equal(ways.segments - ways.ordinary, before, 'the long way');
    const [heartbeat] = ways.express.heartbeatsOf(0)?.beats ?? [];
    assert.deepEqual([heartbeat?.beats, heartbeat?.answered], [103, 103]);
  });
});

function turn(message: Uint8Array, times: number): Turn {
  return {
    side: 0,
    times,
    every: 10 * SECOND,
    late: 0,
    asks: message,
    answers: message,
    answersAfter: RTT,
    isAcknowledged: true,
  };
}
