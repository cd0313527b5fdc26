/** The express way of ordinary segments and the long way of all leave the same rows, octet for octet. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { BATCH_FRAMES } from '../../src/capture/frame-layout.ts';
import * as R from '../../src/tracking/rows.ts';
import type { BatchFrame } from '../support/frame-batches.ts';
import { type Said, Talk, type TalkForm } from './talk.ts';
import { TwoWays } from './two-ways.ts';

const FIN = 0x01;
const RST = 0x04;
const SECOND = 1_000_000_000;

interface Turn extends Said {
  /** ns since the turn before; below 0: out of order. */
  after: number;
  untimed: boolean;
  /** Another frame than a segment comes before it. */
  isForeign: boolean;
}

/** How often a turn's field is as usual: mostly, else few segments would be ordinary. */
const CALM = 150;
const ROUGH = 6;
const LENGTHS = { minLength: 20, maxLength: 150, size: 'max' } as const;

/** How heartbeats and the answers of servers begin, and what is one octet short of it. */
const BEGINNINGS = [
  'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n',
  'HTTP/1.0 200 OK\r\n\r\n',
  'HTT',
  'PING\r\n',
  '*1\r\n$4\r\nPING\r\n',
  '\xc0\x00',
  '\x89\x00',
  '\x17\x03\x03\x00\x20',
  'GET / HTTP/1.1\r\n',
  '\x00\x00\x08\x06\x00\x00\x00\x00\x00',
].map((text) => Uint8Array.from(Buffer.from(text, 'latin1')));

/** Nothing that heartbeat/ knows begins so. */
const UNKNOWN = Uint8Array.of(0x7a, 0x7a, 0x7a, 0x7a);

const ended = (beginning: Uint8Array, length: number): Uint8Array => {
  const payload = new Uint8Array(Math.max(beginning.length, length)).fill(0x61);
  payload.set(beginning);
  return payload;
};
const length = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 500, max: 525 }), fc.nat(1460));
const payload = fc
  .oneof(
    { weight: 20, arbitrary: fc.constant(new Uint8Array(0)) },
    { weight: 20, arbitrary: fc.tuple(fc.constant(UNKNOWN), length) },
    { weight: 2, arbitrary: fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 6 }), length) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...BEGINNINGS), length) },
  )
  .map((made) => (made instanceof Uint8Array ? made : ended(...made)));

const edges = fc.tuple(fc.integer({ min: 1000, max: 8000 }), fc.integer({ min: 1000, max: 8000 }));
const sacked = fc.array(edges, { minLength: 1, maxLength: 3 }).map((sack) => ({ sack }));
/** As long as SACK blocks, or with others before them. */
const oddOptions = fc.constantFrom(
  { options: Uint8Array.of(1, 1, 1, 5, 10, 0, 0, 0, 9, 0, 0, 0, 99, 0, 0, 0) },
  { options: Uint8Array.of(1, 1, 5, 18, 0, 0, 0, 9, 0, 0, 0, 99) },
  { sack: [[2000, 3000] as const], windowScale: 7 },
  { sackPermitted: true, sack: [[2000, 3000] as const] },
  { sack: [] },
);

function turnOf(calm: number): fc.Arbitrary<Turn> {
  const mostly = <T>(usual: fc.Arbitrary<T>, ...others: fc.Arbitrary<T>[]): fc.Arbitrary<T> =>
    fc.oneof({ weight: calm, arbitrary: usual }, ...others.map((arbitrary) => ({ weight: 1, arbitrary })));
  return fc.record({
    side: fc.constantFrom<0 | 1>(0, 1),
    payload,
    flags: mostly(fc.constant(0), fc.constantFrom(0x20, 0x40, 0x80), fc.constantFrom(FIN, RST)),
    ahead: mostly(fc.constant(0), fc.constantFrom(-1, -100, 1, 1000)),
    acknowledges: mostly(fc.constant<number | null>(0), fc.constantFrom(null, -1, 1, 500)),
    window: mostly(fc.nat(0xffff), fc.constant(0)),
    hasTimestamps: fc.boolean(),
    isPadded: fc.boolean(),
    cut: mostly(fc.constant(0), fc.nat(30), fc.nat(1000)),
    flowLabel: fc.nat(3),
    options: mostly(fc.constant({}), ...new Array(calm / ROUGH).fill(sacked), oddOptions),
    after: mostly(
      fc.nat(SECOND / 5),
      fc.constantFrom(0.9 * SECOND, SECOND - 1, SECOND, SECOND + 1),
      fc.nat(30 * SECOND),
      fc.nat(3 * 3600 * SECOND),
      fc.integer({ min: -SECOND / 10, max: 0 }),
    ),
    untimed: mostly(fc.constant(false), fc.constant(true)),
    isForeign: mostly(fc.constant(false), fc.constant(true)),
  });
}

const turns = fc.oneof(
  ...[CALM, CALM, ROUGH].map((calm) => fc.array(fc.tuple(fc.nat(2), turnOf(calm)), LENGTHS)),
);

const isn = fc.oneof(fc.nat(0xffff_ffff), fc.integer({ min: 0xffff_f000, max: 0xffff_ffff }));
const form: fc.Arbitrary<TalkForm> = fc.record({ isIpv6: fc.boolean(), isn: fc.tuple(isn, isn) });
const size = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: BATCH_FRAMES }));

describe('an ordinary segment leaves the same row by the express way as by the long one', () => {
  it('whatever comes between', () => {
    const seen = { segments: 0, ordinary: 0 };
    fc.assert(
      fc.property(
        fc.array(form, { minLength: 1, maxLength: 3 }),
        turns,
        fc.array(size, { minLength: 1, maxLength: 5 }),
        (forms, said, sizes) => {
          const ways = new TwoWays();
          for (const frame of conversation(forms, said, sizes)) {
            ways.take(frame, sizes);
            ways.compare();
          }
          ways.finish();
          seen.segments += ways.segments;
          seen.ordinary += ways.ordinary;
        },
      ),
      { seed: 1, numRuns: 300, includeErrorInReport: true, endOnFailure: true },
    );
    assert.ok(seen.ordinary > seen.segments / 3, JSON.stringify(seen));
  });

  it('of any first octet and any length about the longest heartbeat', () => {
    const ways = new TwoWays();
    const frames: BatchFrame[] = [];
    let time = 0;
    let number = 0;
    for (let first = 0; first < 256; first++)
      for (const fourth of [0, 1])
        for (const octets of [1, 2, 3, 4, 5, 511, 512, 513]) {
          const begun = ended(Uint8Array.of(first, first, first, fourth).subarray(0, octets), octets);
          time += 1000;
          // What may be a heartbeat makes a connection one that always goes the long way.
          const talk = new Talk({ number: number++ });
          frames.push(...talk.handshake(time));
          frames.push(talk.say(time, { side: 1, payload: UNKNOWN }));
          frames.push(talk.say(time, { side: 0, payload: begun, hasTimestamps: true }));
          frames.push(talk.say(time, { side: 1 }));
        }
    ways.take(frames);
    ways.finish();
    assert.ok(ways.ordinary > number, `only ${ways.ordinary} of ${frames.length}`);
  });

  it('of more than 4 GiB of payload', () => {
    const nearly = 0xffff_ff00;
    const ways = new TwoWays();
    const talk = new Talk();
    ways.take(talk.handshake(0));
    for (const { rows } of [ways.express, ways.long])
      for (const direction of [0, 1])
        rows.page(0).setUint32(rows.at(0) + R.halfOffset(direction) + R.OCTETS, nearly, true);
    const before = ways.ordinary;
    const payload = ended(UNKNOWN, 700);
    const said = [0, 1, 0, 1, 0].map((side, turn) =>
      talk.say(1000 * turn, { side: side === 0 ? 0 : 1, payload }),
    );
    ways.take([...said, talk.say(6000, { side: 1, payload, flags: FIN })]);
    assert.equal(ways.ordinary, before + 6);
    ways.finish();
    const { sides } = ways.express.timeline(0, 6000);
    assert.deepEqual(
      sides.map(({ octets }) => octets),
      [nearly + 3 * 700, nearly + 3 * 700],
    );
    const { rows } = ways.express;
    rows.page(0).setUint32(rows.at(0) + R.halfOffset(0) + R.OCTETS, 0, true);
    assert.ok(R.hasSent(rows.page(0), rows.at(0), 0), 'exactly 4 GiB are some');
  });

  // wire/payload.ts is asked what they are: heartbeat/ is told of heartbeats, beginnings and responses only.
  for (const after of [1000, 5 * SECOND])
    it(`of requests and what only begins like a heartbeat, ${after} ns after the data before`, () => {
      const isTaken = (text: string): boolean => {
        const ways = new TwoWays();
        const talk = new Talk({ number: 0 });
        ways.take(talk.handshake(0));
        // A page of candidates is made.
        ways.take([talk.say(2 * SECOND, { side: 1, payload: UNKNOWN }), talk.say(2 * SECOND, { side: 0 })]);
        const before = ways.ordinary;
        ways.take([
          talk.say(2 * SECOND + after, { side: 1, payload: Uint8Array.from(Buffer.from(text, 'latin1')) }),
        ]);
        ways.finish();
        return ways.ordinary > before;
      };
      for (const text of [
        'GET / HTTP/1.1\r\n\r\n',
        'POST',
        'select 1',
        '*3\r\n$3\r\nSET\r\n',
        'PINKY',
        '\x08\x00 frames',
      ])
        assert.ok(isTaken(text), text);
      for (const text of [
        'HTTP/1.1 200 OK\r\n\r\n',
        'PING\r\n',
        '*1\r\n$4\r\nPING\r\n',
        '\xc0\x00',
        'SSH-2.0-x\r\n',
      ])
        assert.ok(!isTaken(text), text);
    });
});

/** The frames of all, a few at a time. */
function* conversation(
  forms: readonly TalkForm[],
  turns: readonly (readonly [number, Turn])[],
  sizes: readonly number[],
): Generator<BatchFrame[]> {
  const talks = forms.map((one, number) => new Talk({ ...one, number }));
  let time = 0;
  yield talks.flatMap((talk) => talk.handshake(time));
  const some = Math.max(...sizes);
  let frames: BatchFrame[] = [];
  for (const [number, { after, untimed, isForeign, ...said }] of turns) {
    time += after;
    const talk = talks[number % talks.length];
    if (talk === undefined) continue;
    if (isForeign) frames.push({ time, octets: Uint8Array.of(1, 2, 3) });
    frames.push({ ...talk.say(time, said), untimed });
    if (frames.length < some) continue;
    yield frames;
    frames = [];
  }
  yield frames;
}
