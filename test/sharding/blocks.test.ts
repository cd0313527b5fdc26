/** Blocks of captures: none is lent again while somebody may read it, and no more are made than are needed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import { Blocks, type Readers } from '../../src/sharding/blocks.ts';
import { Arena } from '../../src/tracking/arena.ts';

const MEGA = 1024 * 1024;
/** Of blocks.ts: what may wait for readers, octets. */
const MOST_WAITING = 16 * MEGA;

/** Readers as slow as the test wants them. */
class FakeReaders implements Readers {
  written = 0;
  /** Batches that all of them are done with. */
  read = 0;
  /** What was waited for. */
  readonly waits: number[] = [];

  isRead(written: number): boolean {
    return written <= this.read;
  }

  waitFor(written: number): void {
    assert.ok(written <= this.written, 'nobody will ever have read so much');
    this.waits.push(written);
    this.read = Math.max(this.read, written);
  }
}

class Bench {
  readonly arena: Arena = new Arena();
  readonly readers: FakeReaders = new FakeReaders();
  readonly blocks: Blocks = new Blocks(this.arena);
  /** Where blocks were that came back, and the batches that were written by then. */
  private readonly back = new Map<Uint8Array, number>();

  constructor() {
    this.blocks.readers = this.readers;
  }

  lend(octets: number): Uint8Array {
    const block = this.blocks.lend(octets);
    assert.ok(this.arena.holds(block) && block.length >= octets);
    for (const [one, written] of this.back) {
      if (
        one.byteOffset >= block.byteOffset + block.length ||
        block.byteOffset >= one.byteOffset + one.length
      )
        continue;
      assert.ok(this.readers.isRead(written), 'somebody may still read it');
      this.back.delete(one);
    }
    return block;
  }

  /** Batches were written, whose octets are in the block, and then it came back. */
  takeBack(block: Uint8Array, batches = 1): void {
    this.readers.written += batches;
    this.blocks.takeBack(block);
    this.back.set(block, this.readers.written);
  }

  /** Octets of the arena that were ever handed out. */
  get used(): number {
    // By a thread that has released nothing.
    return new Arena(this.arena.memory).allocate(1);
  }
}

describe('blocks', () => {
  it('that came back are lent again once every batch is read that was written before', () => {
    const bench = new Bench();
    const first = bench.lend(MEGA);
    bench.takeBack(first, 3);
    bench.readers.read = 2;
    const second = bench.lend(MEGA);
    assert.notEqual(second.byteOffset, first.byteOffset);
    bench.readers.read = 3;
    assert.equal(bench.lend(MEGA).byteOffset, first.byteOffset);
    assert.deepEqual(bench.readers.waits, []);
  });

  it('of those that may be lent, are the newest that is large enough', () => {
    const bench = new Bench();
    const [a, b, c, d] = [MEGA, MEGA, MEGA / 2, MEGA].map((octets) => bench.lend(octets));
    assert.ok(a && b && c && d);
    for (const block of [a, b, c, d]) bench.takeBack(block);
    bench.readers.read = 3;
    assert.equal(bench.lend(MEGA).byteOffset, b.byteOffset);
    assert.equal(bench.lend(1).byteOffset, c.byteOffset);
    assert.equal(bench.lend(MEGA).byteOffset, a.byteOffset);
    bench.readers.read = 4;
    assert.equal(bench.lend(1).byteOffset, d.byteOffset);
  });

  it('are made until so many wait for readers, and then the oldest is waited for', () => {
    const bench = new Bench();
    const places = new Set<number>();
    const most = MOST_WAITING / MEGA;
    for (let number = 1; number <= 4 * most; number++) {
      const block = bench.lend(MEGA);
      places.add(block.byteOffset);
      assert.deepEqual(
        bench.readers.waits,
        Array.from({ length: Math.max(0, number - most) }, (_, wait) => wait + 1),
      );
      bench.takeBack(block);
    }
    assert.equal(places.size, most);
  });

  it('are not waited for where nobody else reads them', () => {
    const arena = new Arena();
    const blocks = new Blocks(arena);
    const places = new Set<number>();
    let block = blocks.lend(MEGA);
    for (let number = 0; number < 100; number++) {
      const next = blocks.lend(MEGA);
      blocks.takeBack(block);
      block = next;
      places.add(block.byteOffset);
    }
    assert.equal(places.size, 2);
  });

  it('that are large are waited for sooner: they do not use up the arena', () => {
    const bench = new Bench();
    const large = 4 * MOST_WAITING;
    for (let number = 0; number < 100; number++) bench.takeBack(bench.lend(large));
    assert.ok(bench.used < 4 * large, `${bench.used} octets`);
  });

  it('that are large go back to the arena, when they are read and another is wanted', () => {
    const bench = new Bench();
    const large = bench.lend(5 * MEGA - 1);
    bench.takeBack(large);
    const inLarge = (block: Uint8Array): boolean =>
      block.byteOffset >= large.byteOffset && block.byteOffset < large.byteOffset + large.length;
    assert.ok(!inLarge(bench.lend(6 * MEGA)));
    assert.ok(!inLarge(bench.lend(MEGA)), 'it has not been read');
    bench.readers.read = 1;
    bench.lend(7 * MEGA);
    const piece = bench.arena.allocate(5 * MEGA - 1);
    assert.equal(piece, large.byteOffset);
  });

  it('that are large are lent for nothing less', () => {
    const bench = new Bench();
    bench.takeBack(bench.lend(5 * MEGA));
    bench.readers.read = 1;
    assert.equal(bench.lend(MEGA).length, MEGA);
    assert.equal(bench.lend(4 * MEGA).length, 4 * MEGA);
    assert.ok(bench.used < 7 * MEGA);
  });

  it('that are each a little larger than the one before do not use up the arena', () => {
    const bench = new Bench();
    let block = bench.lend(3 * MEGA);
    for (let number = 1; number <= 500; number++) {
      const next = bench.lend(3 * MEGA + 4096 * number + 1);
      bench.takeBack(block);
      bench.readers.read = bench.readers.written;
      block = next;
    }
    assert.ok(bench.used < 8 * block.length, `${bench.used} octets for ${block.length}`);
  });

  it('are nobody else’s, whatever is asked for and whoever reads when', () => {
    const turn = fc.oneof(
      { weight: 4, arbitrary: fc.record({ lend: fc.integer({ min: 1, max: MEGA }) }) },
      { weight: 1, arbitrary: fc.record({ lend: fc.integer({ min: 1, max: 9 * MEGA }) }) },
      { weight: 4, arbitrary: fc.record({ back: fc.nat(), batches: fc.nat(3) }) },
      { weight: 3, arbitrary: fc.record({ read: fc.nat(4) }) },
    );
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 100, size: 'max' }), (turns) => {
        const bench = new Bench();
        const held: { block: Uint8Array; filling: number }[] = [];
        const { readers } = bench;
        for (const [number, one] of turns.entries()) {
          if ('lend' in one) {
            const block = bench.lend(one.lend).subarray(0, one.lend);
            const filling = number & 0xff;
            block.fill(filling);
            held.push({ block: new Uint8Array(block.buffer, block.byteOffset, block.length), filling });
          } else if ('back' in one) {
            const [gone] = held.splice(one.back % Math.max(1, held.length), 1);
            if (gone !== undefined) bench.takeBack(gone.block, one.batches);
          } else readers.read = Math.min(readers.written, readers.read + one.read);
          assert.ok(
            held.every(({ block, filling }) => block[0] === filling && block.at(-1) === filling),
            'another wrote there',
          );
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});
