/** Probes and their answers leave the same rows and the same books by the express way as by the long one. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import type { ShardLimits } from '../../src/sharding/shard.ts';
import { EVERYTHING } from '../../src/sharding/share.ts';
import type { BatchFrame } from '../support/frame-batches.ts';
import { type Said, Talk } from './talk.ts';
import { TwoWays } from './two-ways.ts';

const FIN = 0x01;
const RST = 0x04;
const SECOND = 1_000_000_000;
const IDLE = 10 * SECOND;

/** One thing that a side does. */
interface Act {
  does: 'probe' | 'answer' | 'data' | 'acknowledge' | 'probe with an octet' | 'end' | 'reset' | 'again';
  side: 0 | 1;
  /** ns since the act before, where it is not as usual. */
  after: number | null;
  window: number;
  /** Its TSecr is the peer's latest TSval, an older one, or 0; its TSval is of so much earlier, ms. */
  echo: 'latest' | 'old' | 'none';
  late: number;
  hasTimestamps: boolean | null;
  hasIpId: boolean | null;
  acknowledges: number;
}

interface Form {
  /** Of the connection, from 0. */
  number?: number;
  isIpv6: boolean;
  hasTimestamps: boolean;
  hasIpId: boolean;
}

function actOf(calm: number): fc.Arbitrary<Act> {
  const mostly = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
    fc.oneof(
      { weight: calm, arbitrary: fc.constant(usual) },
      { weight: 1, arbitrary: fc.constantFrom(...others) },
    );
  return fc.record({
    does: fc.oneof(
      { weight: calm, arbitrary: fc.constant<Act['does']>('probe') },
      { weight: calm, arbitrary: fc.constant<Act['does']>('answer') },
      { weight: 2, arbitrary: fc.constantFrom<Act['does']>('data', 'acknowledge', 'again') },
      { weight: 1, arbitrary: fc.constantFrom<Act['does']>('probe with an octet', 'end', 'reset') },
    ),
    side: mostly<0 | 1>(0, 1),
    after: mostly<number | null>(
      null,
      0,
      1000,
      0.3 * SECOND,
      0.95 * SECOND,
      SECOND,
      6 * SECOND,
      40 * SECOND,
      -1000,
    ),
    window: mostly(501, 500, 502, 0),
    echo: mostly<Act['echo']>('latest', 'old', 'none'),
    late: mostly(0, 5000),
    hasTimestamps: mostly<boolean | null>(null, true, false),
    hasIpId: mostly<boolean | null>(null, true, false),
    acknowledges: mostly(0, -1, 1),
  });
}

const form: fc.Arbitrary<Form> = fc.record({
  isIpv6: fc.boolean(),
  hasTimestamps: fc.boolean(),
  hasIpId: fc.boolean(),
});

describe('a probe or an answer leaves the same by the express way as by the long one', () => {
  it('whatever comes between', () => {
    const seen = { segments: 0, ordinary: 0 };
    fc.assert(
      fc.property(form, fc.constantFrom(20, 100), fc.boolean(), fc.gen(), (one, calm, isBrief, gen) => {
        const acts = gen(fc.array, actOf(calm), { minLength: 10, maxLength: 120, size: 'max' });
        const ways = waysOf(isBrief ? { exchanges: 6, exchangesTotal: 20 } : {});
        for (const frame of framesOf(one, acts)) {
          ways.take([frame]);
          ways.compare();
        }
        ways.finish();
        seen.segments += ways.segments;
        seen.ordinary += ways.ordinary;
      }),
      { seed: 1, numRuns: 200, includeErrorInReport: true, endOnFailure: true },
    );
    assert.ok(seen.ordinary > 3000, JSON.stringify(seen));
  });

  for (const hasTimestamps of [true, false])
    it(`and nearly all of a quiet connection goes that way ${hasTimestamps ? 'with' : 'without'} timestamps`, () => {
      const ways = waysOf({});
      const pair = [calmly('probe', 0), calmly('answer', 1), calmly('probe', 1), calmly('answer', 0)];
      const acts = Array.from({ length: 25 }, () => pair).flat();
      ways.take([...framesOf({ isIpv6: false, hasTimestamps, hasIpId: true }, acts)]);
      ways.finish();
      // The long way takes the handshake, the first data, and the first probe of each side.
      assert.ok(ways.segments - ways.ordinary <= 8, `${ways.ordinary} of ${ways.segments}`);
    });

  it('and so does a prober that gives up, whatever comes after it', () => {
    const inVain = Array.from({ length: 5 }, () => calmly('probe', 0));
    const oneWay = [calmly('probe', 0), calmly('answer', 1), ...inVain, calmly('reset', 0)];
    const afterwards = [calmly('reset', 0), calmly('data', 1), ...inVain, calmly('reset', 0)];
    const otherWay = [calmly('probe', 1), calmly('probe', 1), calmly('reset', 1)];
    for (const exchanges of [8, 10_000])
      for (const hasTimestamps of [true, false]) {
        const ways = waysOf({ exchanges });
        const took = [...oneWay, ...afterwards, ...otherWay].length;
        const frames = [
          ...framesOf({ isIpv6: true, hasTimestamps, hasIpId: false }, [
            ...oneWay,
            ...afterwards,
            ...otherWay,
          ]),
        ];
        const reset = frames.length - took + oneWay.length;
        ways.take(frames.slice(0, reset - 1));
        const before = ways.ordinary;
        ways.take(frames.slice(reset - 1, reset));
        assert.equal(ways.ordinary, before + 1, 'the RST goes the express way');
        const giveUps = ways.express.booksOf(0)?.gaveUp ?? [];
        assert.deepEqual(
          giveUps.map(({ direction, frame, probes }) => [direction, frame, probes.length]),
          [[0, reset, 5]],
        );
        for (const frame of frames.slice(reset)) {
          ways.take([frame]);
          ways.compare();
        }
        assert.equal(ways.express.booksOf(0)?.gaveUp?.length, 2);
        ways.finish();
      }
  });

  it('and so do those that give up one after another, where only two are kept', () => {
    const ways = waysOf({ connections: 2 });
    const inVain = Array.from({ length: 5 }, () => calmly('probe', 0));
    const acts = [calmly('probe', 0), calmly('answer', 1), ...inVain, calmly('reset', 0)];
    const form = { isIpv6: false, hasTimestamps: true, hasIpId: true };
    for (let number = 0; number < 20; number++) {
      ways.take([...framesOf({ ...form, number }, acts)]);
      ways.compare();
    }
    assert.equal(ways.express.rows.opened - ways.express.rows.used, 18);
    // One for each that is there, and that of those that have none.
    assert.ok(ways.express.observer.probers.rests.count <= 4);
    assert.ok(ways.ordinary > 0.5 * ways.segments, `${ways.ordinary} of ${ways.segments}`);
  });
});

function waysOf(limits: Partial<ShardLimits>): TwoWays {
  return new TwoWays(EVERYTHING, limits);
}

function calmly(does: Act['does'], side: 0 | 1): Act {
  const usual = {
    after: null,
    window: 501,
    echo: 'latest',
    late: 0,
    hasTimestamps: null,
    hasIpId: null,
  } as const;
  return { ...usual, does, side, acknowledges: 0 };
}

/** A connection that has said something each way, and then does all this. */
function* framesOf(form: Form, acts: readonly Act[]): Generator<BatchFrame> {
  const talk = new Talk(form);
  const told: [number, number] = [0, 0];
  let ipId = 0;
  let time = SECOND + (form.number ?? 0) * 600 * SECOND;
  let prober: 0 | 1 = 0;
  let last: BatchFrame | null = null;
  yield* talk.handshake(time);
  for (const side of [0, 1] as const) yield talk.say(time, { side, payload: Buffer.from('abcd') });
  for (const act of acts) {
    const side: 0 | 1 = act.does === 'answer' ? other(prober) : act.side;
    if (act.does === 'probe') prober = side;
    time += act.after ?? (act.does === 'answer' ? 300_000 : act.does === 'probe' ? IDLE : SECOND / 10);
    if (act.does === 'again' && last !== null) {
      yield { ...last, time };
      continue;
    }
    const clock = Math.floor(time / 1e6) - act.late;
    const echo = { latest: told[other(side)], old: told[other(side)] - 20_000, none: 0 }[act.echo];
    const frame: BatchFrame = talk.say(time, {
      ...saidOf(act.does),
      side,
      window: act.window,
      acknowledges: act.acknowledges,
      ...((act.hasTimestamps ?? form.hasTimestamps)
        ? { options: { timestamps: [clock >>> 0, echo >>> 0] } }
        : {}),
      id: (act.hasIpId ?? form.hasIpId) ? ++ipId & 0xffff : 0,
    });
    told[side] = clock;
    last = frame;
    yield frame;
  }
}

function saidOf(does: Act['does']): Partial<Said> {
  if (does === 'probe') return { ahead: -1 };
  if (does === 'probe with an octet') return { ahead: -1, payload: Uint8Array.of(0) };
  if (does === 'data') return { payload: Buffer.from('abcd') };
  if (does === 'end') return { flags: FIN };
  return does === 'reset' ? { flags: RST } : {};
}

function other(side: 0 | 1): 0 | 1 {
  return side === 0 ? 1 : 0;
}
