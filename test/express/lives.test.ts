/** Connections from their SYN to their end leave the same rows by both ways, and what is usual of them takes the express one. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { BATCH_FRAMES } from '../../src/capture/frame-layout.ts';
import { framesOf, framesOfOne, type Life, lifeWith, lives } from './lives.ts';
import type { TalkForm } from './talk.ts';
import { TwoWays } from './two-ways.ts';

const IPV4: TalkForm = { number: 1, isn: [0xffff_ffff, 5] };
const IPV6: TalkForm = { ...IPV4, isIpv6: true };

/** Of each frame of the connection: `+` where express/ took it alone. */
function waysOf(life: Life): string {
  const ways = new TwoWays();
  const took = framesOfOne(life).map((frame) => {
    const before = ways.ordinary;
    ways.take([frame]);
    ways.compare();
    return ways.ordinary > before ? '+' : '-';
  });
  ways.finish();
  return took.join('');
}

describe('connections from their first segment to their last leave the same rows by both ways', () => {
  it('however they begin and end', () => {
    const seen = { segments: 0, ordinary: 0 };
    fc.assert(
      fc.property(
        lives,
        fc.array(fc.integer({ min: 1, max: BATCH_FRAMES }), { minLength: 1, maxLength: 3 }),
        (all, sizes) => {
          const ways = new TwoWays();
          for (const frame of framesOf(all)) {
            ways.take([frame]);
            ways.compare();
          }
          ways.finish();
          const atOnce = new TwoWays();
          atOnce.take(framesOf(all), sizes);
          atOnce.finish();
          seen.segments += ways.segments;
          seen.ordinary += ways.ordinary;
        },
      ),
      { seed: 1, numRuns: 1000, endOnFailure: true },
    );
    assert.ok(seen.ordinary > seen.segments / 4, JSON.stringify(seen));
  });
});

describe('what the express way takes of a connection', () => {
  // The opening, data and its acknowledgment, the ending.
  for (const form of [IPV4, IPV6]) {
    it(`the first segments of each side, ${form.isIpv6 ? 'IPv6' : 'IPv4'}`, () => {
      assert.equal(waysOf(lifeWith('as usual', {}, 'none', form)), '--+++');
      assert.equal(waysOf(lifeWith('the third segment is lost', {}, 'none', form)), '--++');
      assert.equal(waysOf(lifeWith('data with the third segment', {}, 'none', form)), '--+++');
    });

    it(`the first FIN of each side, ${form.isIpv6 ? 'IPv6' : 'IPv4'}`, () => {
      const waysOfEnding = (ending: string): string =>
        waysOf(lifeWith('as usual', {}, ending, form)).slice(5);
      assert.equal(waysOfEnding('as usual'), '+++');
      assert.equal(waysOfEnding('both apart'), '++++');
      assert.equal(waysOfEnding('both at once'), '++++');
      assert.equal(waysOfEnding('with data'), '+++');
      assert.equal(waysOfEnding('after a silence'), '+++');
      assert.equal(waysOfEnding('with a response'), '-++');
      assert.equal(waysOfEnding('the FIN again'), '+-+-+');
      assert.equal(waysOfEnding('one FIN after the other'), '+-+');
      assert.equal(waysOfEnding('a FIN without acknowledgment'), '-+');
      assert.equal(waysOfEnding('a probe and its answer before the FIN'), '+++++');
      // keepalive/ wants to know of it, and heartbeat/ does.
      assert.equal(waysOfEnding('a probe before the FIN'), '+---');
      assert.equal(waysOfEnding('a heartbeat before the FIN'), '-----');
    });
  }
});
