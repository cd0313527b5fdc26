/** Connections from their SYN to their end leave the same rows by both ways, and what is usual of them takes the express one. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { framesOf, framesOfOne, type Life, lifeWith, lives, OPTIONS } from './lives.ts';
import type { TalkForm } from './talk.ts';
import { TwoWays } from './two-ways.ts';

const IPV4: TalkForm = { number: 1, isn: [0xffff_ffff, 5] };
const IPV6: TalkForm = { ...IPV4, isIpv6: true };

/** Another connection: with the first one a page of rows is made. */
const BEFORE: Life = lifeWith('as usual', {}, 'as usual', { number: 9 });

/** Of each frame of the connections, one after another: `+` where express/ took it alone. */
function waysOf(...all: readonly Life[]): string {
  const ways = new TwoWays();
  ways.take(framesOfOne(BEFORE));
  const took = all.flatMap(framesOfOne).map((frame) => {
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
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 }),
        (all, sizes) => {
          const ways = new TwoWays();
          ways.take(framesOf(all), sizes);
          ways.finish();
          seen.segments += ways.segments;
          seen.ordinary += ways.ordinary;
        },
      ),
      { seed: 1, numRuns: 1000, endOnFailure: true },
    );
    assert.ok(seen.ordinary > seen.segments / 3, JSON.stringify(seen));
  });
});

describe('what the express way takes of a connection', () => {
  // The opening, data and its acknowledgment, the ending.
  for (const form of [IPV4, IPV6]) {
    it(`the first segments of each side, ${form.isIpv6 ? 'IPv6' : 'IPv4'}`, () => {
      const waysOfOpening = (opening: string): string => waysOf(lifeWith(opening, {}, 'none', form));
      assert.equal(waysOfOpening('as usual'), '+++++');
      assert.equal(waysOfOpening('the third segment is lost'), '++++');
      assert.equal(waysOfOpening('data with the third segment'), '+++++');
      assert.equal(waysOfOpening('the SYN again'), '+-++++');
      assert.equal(waysOfOpening('the SYN,ACK again'), '++-+-+');
      assert.equal(waysOfOpening('the SYN was not captured'), '-+++');
      assert.equal(waysOfOpening('the SYN,ACK was not captured'), '+-++');
      assert.equal(waysOfOpening('both at once'), '+---++');
      assert.equal(waysOfOpening('a probe before the SYN,ACK'), '+-----');
      assert.equal(waysOfOpening('data with the SYN'), '-++++');
      assert.equal(waysOfOpening('data with the SYN,ACK'), '+-+++');
    });

    it(`its SYNs, whatever their options, ${form.isIpv6 ? 'IPv6' : 'IPv4'}`, () => {
      for (const [name, options] of Object.entries(OPTIONS)) {
        const expected = 'sack' in options ? '--+++' : '+++++';
        assert.equal(waysOf(lifeWith('as usual', options, 'none', form)), expected, name);
      }
    });

    it(`no SYN of ports that were taken before, ${form.isIpv6 ? 'IPv6' : 'IPv4'}`, () => {
      const first = lifeWith('as usual', {}, 'as usual', form);
      const again = lifeWith('as usual', {}, 'none', { ...form, isn: [77, 88] });
      const tagged = lifeWith('as usual', {}, 'as usual', { ...form, vlanId: 7 });
      assert.equal(waysOf(first, again), '++++++++-++++');
      assert.equal(waysOf(tagged, again), '++++++++-++++');
    });

    it(`the first FIN of each side, and a RST, ${form.isIpv6 ? 'IPv6' : 'IPv4'}`, () => {
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
      assert.equal(waysOfEnding('reset at once'), '+');
      // Data met the closed end; a FIN behind a RST says nothing.
      assert.equal(waysOfEnding('reset after the FIN'), '++--');
      assert.equal(waysOfEnding('a farewell'), '-----');
      assert.equal(waysOfEnding('a farewell that was none'), '---++');
      // keepalive/ wants to know of it, and heartbeat/ does.
      assert.equal(waysOfEnding('a probe before the FIN'), '+---');
      // Of what is followed, heartbeat/ does not want bare acknowledgments.
      assert.equal(waysOfEnding('a heartbeat before the FIN'), '--+--');
    });
  }
});
