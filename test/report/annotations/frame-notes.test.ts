/** Notes about frames: found again whatever the order in which they came, and bounded. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { type FrameNote, FrameNotes, type NoteKind } from '../../../src/report/annotations/frame-notes.ts';

const KINDS: readonly NoteKind[] = ['kept', 'gap', 'gives-up', 'probe', 'keepalive-ack', 'heartbeat-reply'];

const notes = fc.array(
  fc.record({
    frame: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 2 ** 32 - 20, max: 2 ** 32 - 1 })),
    kind: fc.constantFrom(...KINDS),
    connection: fc.nat(2 ** 32 - 1),
    direction: fc.constantFrom(0 as const, 1 as const),
    link: fc.nat(2 ** 32 - 1),
    duration: fc.double({ noNaN: true }),
  }),
  { maxLength: 200 },
);

test('the notes of a frame come as they were made, and no others', () => {
  fc.assert(
    fc.property(notes, (made) => {
      const all = new FrameNotes();
      for (const { frame, ...note } of made) all.add(frame, note);
      all.sort();
      for (const asked of new Set(made.map(({ frame }) => frame))) {
        const expected = made
          .filter(({ frame }) => frame === asked)
          .map(({ frame, ...note }): FrameNote => note);
        assert.deepEqual([...all.of(asked)], expected);
      }
      assert.deepEqual([...all.of(100)], []);
    }),
  );
});

test('more notes than there is room for are counted, and more pages than one are found', () => {
  const all = new FrameNotes(5000);
  for (let frame = 6000; frame > 0; frame--)
    all.add(frame, { kind: 'gap', connection: frame, direction: 1, link: 0, duration: frame });
  all.sort();
  assert.equal(all.omitted, 1000);
  assert.deepEqual([...all.of(1000)], []);
  assert.equal([...all.of(1001)][0]?.connection, 1001);
  assert.equal([...all.of(6000)][0]?.connection, 6000);
});
