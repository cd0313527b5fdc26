/** Pieces of memory against a plain list of them: nobody gets what is another's, or what another left behind. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';

import { Arena } from '../../src/tracking/arena.ts';

const CACHE_LINE = 64;
const MEBIOCTET = 1024 * 1024;

/** A new piece of so many octets in one of the arenas, or one that is given back, by place. */
type Turn = { octets: number; arena: number } | { release: number };

const turn: fc.Arbitrary<Turn> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      octets: fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: MEBIOCTET })),
      arena: fc.nat(2),
    }),
  },
  { weight: 2, arbitrary: fc.record({ release: fc.nat() }) },
);

interface Piece {
  at: number;
  octets: number;
  /** What all its octets are. */
  filling: number;
  /** Where it is from, and a view of it, made when it was new. */
  arena: Arena;
  view: DataView;
}

for (const threads of [1, 3]) {
  const title = threads === 1 ? 'pieces' : `pieces of ${threads} arenas over one memory`;
  test(`${title} do not overlap, are zeros at first, and stay what they are`, () => {
    const seen = { reused: 0, grown: 0 };
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 60 }), (turns) => {
        const first = new Arena();
        const arenas = [first, ...Array.from({ length: threads - 1 }, () => new Arena(first.memory))];
        const held: Piece[] = [];
        let top = 0;
        for (const [number, one] of turns.entries()) {
          if ('release' in one) {
            const [piece] = held.splice(one.release % Math.max(1, held.length), 1);
            piece?.arena.release(piece.at, piece.octets);
            continue;
          }
          const arena = arenas[one.arena % threads] ?? first;
          const before = arena.buffer;
          const at = arena.allocate(one.octets);
          assert.equal(arena.buffer !== before, arena.buffer.byteLength > before.byteLength);
          if (arena.buffer !== before) seen.grown++;
          if (at < top) seen.reused++;
          top = Math.max(top, at);
          assert.ok(at > 0 && at % CACHE_LINE === 0 && at + one.octets <= arena.buffer.byteLength);
          assert.equal(arena.octets.buffer, arena.buffer);
          const view = new DataView(arena.buffer, at, one.octets);
          assert.ok(isFilled(view, 0), 'not zeros');
          const piece = { at, octets: one.octets, filling: (number % 255) + 1, arena, view };
          new Uint8Array(arena.buffer, at, one.octets).fill(piece.filling);
          held.push(piece);
        }
        for (const { at, octets, filling, view } of held) {
          assert.ok(isFilled(view, filling), 'another wrote there');
          for (const arena of arenas) {
            assert.ok(isFilled(arena.view(at, octets), filling), 'not what another thread wrote');
            assert.equal(arena.view(at, octets).byteOffset, at);
          }
        }
      }),
      { seed: 1, numRuns: 100 + 100 * threads },
    );
    assert.ok(seen.reused > 50 && seen.grown > 50, JSON.stringify(seen));
  });
}

test('a piece stays good where the memory grows, and goes to the next when it is released', () => {
  const arena = new Arena();
  const at = arena.allocate(5000);
  const before = arena.view(at, 5000);
  arena.allocate(arena.buffer.byteLength);
  assert.notEqual(before.buffer, arena.buffer);
  assert.ok(before.buffer.byteLength < arena.buffer.byteLength, 'what is new is not in the memory of before');
  assert.ok(arena.holds(before) && arena.holds(new DataView(arena.buffer)));
  assert.ok(!arena.holds(new Uint8Array(1)));
  before.setUint8(4999, 7);
  assert.equal(new Uint8Array(arena.buffer)[at + 4999], 7);
  const { byteLength } = arena.buffer;
  let next = at;
  for (let turn = 0; turn < 10_000; turn++) {
    arena.release(next, 5000);
    next = arena.allocate(5000);
  }
  assert.equal(next, at);
  assert.equal(arena.buffer.byteLength, byteLength);
});

test('pieces that lie side by side are one when they are released', () => {
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [0, 2, 1],
    [1, 0, 2],
  ]) {
    const arena = new Arena();
    const octets = [5000, 100, 70_000];
    const pieces = octets.map((one) => arena.allocate(one));
    const behind = arena.allocate(1);
    for (const one of order) arena.release(pieces[one] ?? 0, octets[one] ?? 0);
    assert.equal(arena.allocate(8192 + 4096 + 73_728), pieces[0]);
    assert.ok(arena.allocate(1) > behind, 'something is left of them');
  }
});

describe('two arenas over one memory', () => {
  test('reach what the other has allocated, wherever the memory has grown to', () => {
    const one = new Arena();
    const other = new Arena(one.memory);
    for (let octets = MEBIOCTET; octets <= 64 * MEBIOCTET; octets *= 2) {
      const at = one.allocate(octets);
      one.view(at, octets).setUint32(octets - 4, octets);
      assert.ok(at + octets > other.buffer.byteLength, 'the other has known it before');
      const view = other.view(at, octets);
      assert.equal(view.getUint32(octets - 4), octets);
      assert.ok(other.holds(view) && other.buffer.byteLength >= at + octets);
      view.setUint8(0, 9);
      assert.equal(one.octets.getUint8(at), 9);
      const next = other.allocate(1);
      assert.ok(next >= at + octets);
      // Both grow it in turns.
      other.allocate(octets);
    }
  });

  test('use up the same memory, and both say so', () => {
    const one = new Arena();
    const other = new Arena(one.memory);
    one.allocate(2 ** 31);
    for (const arena of [other, one])
      assert.throws(() => arena.allocate(2 ** 31), { name: 'KeepscopeError', code: 'out-of-memory' });
    const [first, second] = [other.allocate(2 ** 30), one.allocate(2 ** 29)];
    assert.ok(first >= 2 ** 31 && second >= first + 2 ** 30, `${first}, ${second}`);
    other.view(second + 2 ** 29 - 1, 1).setUint8(0, 5);
    assert.equal(one.octets.getUint8(second + 2 ** 29 - 1), 5);
  });
});

test('more than there can be is an error that says what to do, and what there is stays', () => {
  const arena = new Arena();
  const at = arena.allocate(8);
  new Uint8Array(arena.buffer)[at] = 7;
  assert.throws(() => arena.allocate(2 ** 32), { name: 'KeepscopeError', code: 'out-of-memory' });
  assert.equal(new Uint8Array(arena.buffer)[at], 7);
  assert.notEqual(arena.allocate(8), at);
});

function isFilled({ buffer, byteOffset, byteLength }: DataView, filling: number): boolean {
  const found = Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
  return found.equals(Buffer.alloc(byteLength, filling));
}
