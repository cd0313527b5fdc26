/** Pieces of memory against a plain list of them: nobody gets what is another's, or what another left behind. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { Arena } from '../../src/tracking/arena.ts';

const CACHE_LINE = 64;
const MEBIOCTET = 1024 * 1024;

/** A new piece of so many octets, or one that is given back, by place. */
type Turn = { octets: number } | { release: number };

const turn: fc.Arbitrary<Turn> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      octets: fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: MEBIOCTET })),
    }),
  },
  { weight: 2, arbitrary: fc.record({ release: fc.nat() }) },
);

interface Piece {
  at: number;
  octets: number;
  /** What all its octets are. */
  filling: number;
}

test('pieces do not overlap, are zeros at first, and stay what they are', () => {
  const seen = { reused: 0, grown: 0 };
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 60 }), (turns) => {
      const arena = new Arena();
      const held: Piece[] = [];
      let moves = 0;
      let top = 0;
      arena.onMove(() => moves++);
      for (const [number, one] of turns.entries()) {
        if ('release' in one) {
          const [piece] = held.splice(one.release % Math.max(1, held.length), 1);
          if (piece !== undefined) arena.release(piece.at, piece.octets);
          continue;
        }
        const before = arena.buffer;
        const called = moves;
        const at = arena.allocate(one.octets);
        assert.equal(moves - called, arena.buffer === before ? 0 : 1);
        seen.grown += moves - called;
        if (at < top) seen.reused++;
        top = Math.max(top, at);
        assert.ok(at > 0 && at % CACHE_LINE === 0 && at + one.octets <= arena.buffer.byteLength);
        assert.ok(isFilled(arena, { at, octets: one.octets, filling: 0 }), 'not zeros');
        const piece = { at, octets: one.octets, filling: (number % 255) + 1 };
        new Uint8Array(arena.buffer, at, one.octets).fill(piece.filling);
        held.push(piece);
      }
      for (const piece of held) assert.ok(isFilled(arena, piece), 'another wrote there');
    }),
    { seed: 1, numRuns: 200 },
  );
  assert.ok(seen.reused > 50 && seen.grown > 50, JSON.stringify(seen));
});

test('every listener is told of a move once the memory is the new one', () => {
  const arena = new Arena();
  const told: number[] = [];
  arena.onMove(() => told.push(arena.buffer.byteLength));
  arena.onMove(() => told.push(arena.buffer.byteLength));
  const before = arena.buffer;
  arena.allocate(before.byteLength);
  assert.ok(before.byteLength < arena.buffer.byteLength, 'what is new is not in the memory of before');
  assert.deepEqual(told, [arena.buffer.byteLength, arena.buffer.byteLength]);
});

test('a piece that was lent stays good where the memory grows, and goes to the next when it is taken back', () => {
  const arena = new Arena();
  const lent = arena.lend(5000);
  arena.allocate(arena.buffer.byteLength);
  assert.notEqual(lent.buffer, arena.buffer);
  assert.ok(arena.holds(lent) && arena.holds(new DataView(arena.buffer)));
  assert.ok(!arena.holds(new Uint8Array(1)));
  lent.set([7], 4999);
  assert.equal(new Uint8Array(arena.buffer)[lent.byteOffset + 4999], 7);
  const { byteLength } = arena.buffer;
  let next = lent;
  for (let turn = 0; turn < 10_000; turn++) {
    arena.takeBack(next);
    next = arena.lend(5000);
  }
  assert.equal(next.byteOffset, lent.byteOffset);
  assert.equal(arena.buffer.byteLength, byteLength);
});

test('more than there can be is an error that says what to do, and what there is stays', () => {
  const arena = new Arena();
  const at = arena.allocate(8);
  new Uint8Array(arena.buffer)[at] = 7;
  assert.throws(() => arena.allocate(2 ** 32), { name: 'KeepscopeError', code: 'out-of-memory' });
  assert.equal(new Uint8Array(arena.buffer)[at], 7);
  assert.notEqual(arena.allocate(8), at);
});

function isFilled(arena: Arena, { at, octets, filling }: Piece): boolean {
  const found = Buffer.from(arena.buffer, at, octets);
  return found.equals(Buffer.alloc(octets, filling));
}
