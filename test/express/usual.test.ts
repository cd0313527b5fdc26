/**
 * What is nearly as the most usual segments are, behind a pause that makes all the silences after it short ones: it leaves what
 * the long way does, whoever took it.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import * as R from '../../src/tracking/rows.ts';
import { Talk } from './talk.ts';
import { TwoWays } from './two-ways.ts';

const FIN = 0x01;
const SECOND = 1_000_000_000;
const PAUSE = 3 * SECOND;
/** Nothing that heartbeat/ knows. */
const payload: Uint8Array = new Uint8Array(700).fill(0x7a);

/** A connection whose next segments, a few microseconds one after another, are usual ones. */
function warm(ways: TwoWays, talk: Talk, hasTimestamps: boolean): void {
  const said = (time: number) => [
    talk.say(time, { side: 0, payload, hasTimestamps }),
    talk.say(time + 1000, { side: 1, payload, hasTimestamps }),
    talk.say(time + 2000, { side: 0, hasTimestamps }),
  ];
  ways.take([...talk.handshake(0), ...said(1000), ...said(PAUSE), ...said(PAUSE + 5000)]);
  ways.compare();
}

describe('a run of the most usual segments', () => {
  for (const hasTimestamps of [true, false])
    it(`${hasTimestamps ? 'with' : 'without'} timestamps leaves what the long way does`, () => {
      const ways = new TwoWays();
      const talk = new Talk();
      warm(ways, talk, hasTimestamps);
      const before = ways.ordinary;
      const frames = Array.from({ length: 300 }, (_, turn) =>
        talk.say(PAUSE + 10_000 * (turn + 1), {
          side: turn % 3 === 0 ? 1 : 0,
          payload: turn % 2 === 0 ? payload : new Uint8Array(0),
          window: 1000 + turn,
          hasTimestamps,
        }),
      );
      ways.take(frames);
      ways.finish();
      assert.ok(ways.ordinary > before + 200, `${ways.ordinary - before}`);
    });

  it('ends where twelve octets of options are no timestamps', () => {
    const ways = new TwoWays();
    const talk = new Talk();
    warm(ways, talk, true);
    const sack = [[5001, 5501]] as const;
    ways.take([
      talk.say(PAUSE + 10_000, { side: 0, payload, options: { sack } }),
      talk.say(PAUSE + 11_000, { side: 1, payload, hasTimestamps: true }),
      talk.say(PAUSE + 12_000, { side: 0, payload, hasTimestamps: true }),
    ]);
    ways.finish();
  });

  it('ends where the count of octets begins again', () => {
    const ways = new TwoWays();
    const talk = new Talk();
    warm(ways, talk, false);
    for (const { rows } of [ways.express, ways.long])
      rows.page(0).setUint32(rows.at(0) + R.halfOffset(0) + R.OCTETS, 0xffff_ff00, true);
    ways.take([
      talk.say(PAUSE + 10_000, { side: 0, payload }),
      talk.say(PAUSE + 11_000, { side: 1, payload }),
    ]);
    ways.finish();
    assert.equal(ways.express.timeline(0, PAUSE + 11_000).sides[0]?.octets, 0xffff_ff00 + 700);
  });

  it('does not begin while all silences are shorter than the first code', () => {
    const ways = new TwoWays();
    const talk = new Talk();
    ways.take(talk.handshake(0));
    const said = Array.from({ length: 6 }, (_, turn) =>
      talk.say(100 * (turn + 1), { side: turn % 2 === 0 ? 0 : 1, payload }),
    );
    // One after another: a row is looked up before the segments of its batch are taken.
    for (const segment of said) {
      ways.take([segment]);
      ways.compare();
    }
    ways.finish();
  });

  it('ends where a silence is as long as the longest, or nearly', () => {
    for (const silence of [PAUSE / 2000, 1100, 1e6])
      for (const more of [-1, 0, 1, silence / 8]) {
        const ways = new TwoWays();
        const talk = new Talk();
        const times = [0, silence, 2 * silence, 3 * silence, 4 * silence + more];
        for (const time of [...times, 4 * silence + more + 10])
          ways.take([
            ...(time === 0 ? talk.handshake(0) : []),
            talk.say(time, { side: 0, payload }),
            talk.say(time, { side: 1, payload }),
          ]);
        ways.finish();
      }
  });

  it('does not hold the first payload of a connection that was under way, behind a FIN', () => {
    const ways = new TwoWays();
    const talk = new Talk();
    talk.handshake(0);
    const said = [
      talk.say(0, { side: 0 }),
      talk.say(SECOND / 50, { side: 1 }),
      talk.say(SECOND, { side: 0, flags: FIN }),
      talk.say(SECOND + SECOND / 50, { side: 1, payload }),
    ];
    // One after another: behind a frame that took the long way there is no run in its batch.
    for (const segment of said) {
      ways.take([segment]);
      ways.compare();
    }
    ways.finish();
  });
});
