/** So many connections that rows, index and arena grow while frames are taken; ports that are taken again; a limit. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { BATCH_FRAMES } from '../../src/capture/frame-layout.ts';
import { PAGE_SHIFT } from '../../src/keepalive/prober-layout.ts';
import { sharesOf } from '../../src/sharding/share.ts';
import { Arena } from '../../src/tracking/arena.ts';
import { Random } from '../bench/random.ts';
import type { BatchFrame } from '../support/frame-batches.ts';
import { Talk } from './talk.ts';
import { TwoWays } from './two-ways.ts';

const FIN = 0x01;
const RST = 0x04;
const CONNECTIONS = 14_000;
/** Of them at the same time. */
const AT_ONCE = 3000;
/** More than there are rows for when a batch begins. */
const PROBING = 3000;
const MICROSECOND = 1000;
const SECOND = 1_000_000 * MICROSECOND;

describe('many connections', () => {
  const frames = flood();
  it('leave the same rows by both ways, while all that holds them grows', () => {
    const ways = new TwoWays();
    const { arena, index } = ways.express.tracker;
    const buffers = new Set([arena.buffer]);
    const allocate = arena.allocate.bind(arena);
    arena.allocate = (octets) => {
      const at = allocate(octets);
      buffers.add(arena.buffer);
      return at;
    };
    const slots = index.slots;
    ways.take(frames, [512, 1, 300, 17, 511]);
    ways.finish();
    assert.ok(ways.express.rows.opened > CONNECTIONS, 'no port was taken again');
    assert.ok(buffers.size > 2, `the arena grew ${buffers.size - 1} times`);
    assert.ok(index.slots >= 8 * slots, `${slots} slots became ${index.slots}`);
    assert.ok(ways.ordinary > 0.7 * ways.segments, `${ways.ordinary} of ${ways.segments} segments`);
  });

  it('do so in each of three shares, which are all', () => {
    // As threads have it: each has its own arena, and all lie in one memory.
    const { memory } = new Arena();
    const shares = sharesOf(3).map((share) => new TwoWays(share, {}, new Arena(memory)));
    for (let from = 0; from < frames.length; from += 5 * BATCH_FRAMES)
      for (const ways of shares) ways.take(frames.slice(from, from + 5 * BATCH_FRAMES));
    for (const ways of shares) {
      ways.finish();
      assert.ok(ways.ordinary > 0.7 * ways.segments);
    }
    assert.equal(
      shares.reduce((sum, { segments }) => sum + segments, 0),
      frames.length,
    );
  });

  it('do so where only some are kept', () => {
    const ways = new TwoWays(undefined, { connections: 1500 });
    ways.take(frames, [512, 100]);
    ways.finish();
    assert.ok(ways.express.evicted.closed + ways.express.evicted.quiet > CONNECTIONS / 2);
    assert.ok(ways.ordinary > 0.6 * ways.segments, `${ways.ordinary} of ${ways.segments} segments`);
  });

  it('do so where more of them probe in one batch than there is room for', () => {
    const ways = new TwoWays();
    const talks = Array.from({ length: PROBING }, (_, number) => new Talk({ number }));
    ways.take(talks.flatMap((talk) => talk.handshake(0)));
    const payload = new Uint8Array(30).fill(0x61);
    ways.take(
      talks.flatMap((talk) => [talk.say(SECOND, { side: 0, payload }), talk.say(SECOND, { side: 1 })]),
    );
    const { probers, exchanges } = ways.express.observer;
    assert.ok(PROBING < BATCH_FRAMES && probers.pool.pages.count << PAGE_SHIFT < PROBING);
    ways.take(talks.map((talk) => talk.say(60 * SECOND, { side: 0, ahead: -1 })));
    assert.equal(probers.pool.count, PROBING);
    assert.equal(exchanges.pool.count, PROBING);
    ways.finish();
    assert.ok(ways.ordinary > 0.9 * ways.segments, `${ways.ordinary} of ${ways.segments} segments`);
  });
});

/** Connections that begin one after another and end in all ways; some have the ports of one before. */
function flood(): BatchFrame[] {
  const random = new Random(1);
  const frames: BatchFrame[] = [];
  const open: Talk[] = [];
  let time = 0;
  const begin = (number: number): void => {
    const talk = new Talk({ number, isIpv6: number % 3 === 0, isn: [random.word(), random.word()] });
    frames.push(...talk.handshake(time));
    open.push(talk);
  };
  for (let number = 0; number < CONNECTIONS; number++) {
    begin(number);
    if (random.chance(10)) begin(random.between(0, number));
    for (let turn = 0; turn < 5; turn++) {
      time += 20 * MICROSECOND;
      const talk = open[random.between(0, open.length - 1)];
      if (talk === undefined) continue;
      const side = random.chance(50) ? 0 : 1;
      const payload = new Uint8Array(random.between(0, 60)).fill(random.between(0x61, 0x7a));
      frames.push(talk.say(time, { side, payload, hasTimestamps: true }));
      frames.push(talk.say(time, { side: side === 0 ? 1 : 0, hasTimestamps: true }));
    }
    if (open.length <= AT_ONCE) continue;
    const [gone] = open.splice(random.between(0, open.length - 1), 1);
    if (gone === undefined) continue;
    const end = random.between(0, 2);
    if (end === 0) frames.push(...([0, 1] as const).map((side) => gone.say(time, { side, flags: FIN })));
    if (end === 1) frames.push(gone.say(time, { side: 1, flags: RST }));
  }
  return frames;
}
