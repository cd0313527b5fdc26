/** The index of flows against a plain Map, with rows that come and go. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { Arena } from '../../src/tracking/arena.ts';
import { FlowIndex } from '../../src/tracking/flow-index.ts';
import { writeKey } from '../../src/tracking/key.ts';
import { Rows } from '../../src/tracking/rows.ts';
import { flowHash } from '../../src/wire/flow-hash.ts';
import { Segment } from '../../src/wire/segment.ts';

/** A port and a VLAN; many ports, so that the table has clusters, and few VLANs, so that rows have several slots. */
interface Place {
  port: number;
  scope: number;
}

const places: fc.Arbitrary<Place> = fc.noBias(
  fc.record({ port: fc.integer({ min: 0, max: 3000 }), scope: fc.integer({ min: 0, max: 2 }) }),
);

function segmentOf({ port, scope }: Place, isBack: boolean): Segment {
  const segment = new Segment();
  segment.source3 = isBack ? 2 : 1;
  segment.destination3 = isBack ? 1 : 2;
  segment.sourcePort = isBack ? 70 : port;
  segment.destinationPort = isBack ? port : 70;
  segment.scope = scope;
  segment.flowHash = flowHash(segment);
  return segment;
}

class Model {
  readonly arena: Arena = new Arena();
  readonly rows: Rows = new Rows(this.arena);
  readonly index: FlowIndex = new FlowIndex(this.rows, this.arena);
  /** By place. */
  readonly known: Map<string, number> = new Map();

  put(place: Place): void {
    const segment = segmentOf(place, false);
    if (this.index.find(segment) >= 0) return;
    // The same endpoints in another scope have the row of those: the connection travels in both.
    let row = this.index.otherScope;
    if (row < 0) {
      row = this.rows.add();
      writeKey(this.rows.page(row), this.rows.at(row), segment, false);
    }
    this.index.put(row, place.scope);
    this.known.set(keyOf(place), row);
  }

  remove(place: Place): void {
    const row = this.known.get(keyOf(place));
    if (row === undefined) return;
    this.index.remove(row);
    this.rows.release(row);
    for (const [key, other] of this.known) if (other === row) this.known.delete(key);
  }
}

function keyOf({ port, scope }: Place): string {
  return `${port}/${scope}`;
}

test('what was put is found in both directions, and what was removed is not', () => {
  let removed = 0;
  fc.assert(
    fc.property(
      fc.array(places, { minLength: 1000, maxLength: 2500 }),
      fc.array(places, { minLength: 800, maxLength: 1500 }),
      fc.array(places, { minLength: 200, maxLength: 500 }),
      (first, gone, second) => {
        const model = new Model();
        for (const place of first) model.put(place);
        const before = model.rows.used;
        for (const place of gone) model.remove(place);
        removed += before - model.rows.used;
        for (const place of second) model.put(place);
        for (const place of [...first, ...gone, ...second]) {
          const row = model.known.get(keyOf(place)) ?? -1;
          for (const isBack of [false, true]) {
            assert.equal(model.index.find(segmentOf(place, isBack)), row);
            if (row >= 0) assert.equal(model.index.direction, isBack ? 1 : 0);
          }
        }
        assert.equal(new Set(model.known.values()).size, model.rows.used);
      },
    ),
    { seed: 1, numRuns: 60 },
  );
  assert.ok(removed > 5000, `only ${removed} rows were removed`);
});

test('an index that has ended gives its memory back once, and touches it no more', () => {
  const model = new Model();
  model.put({ port: 1, scope: 0 });
  const { place } = model.index;
  model.index.end();
  model.index.end();
  const octets = 16_384;
  const [first, second] = [model.arena.allocate(octets), model.arena.allocate(octets)];
  assert.ok(first >= place && second >= place && first !== second);
  new Uint8Array(model.arena.buffer, place, 2 * octets).fill(0xff);
  assert.equal(model.index.find(segmentOf({ port: 1, scope: 0 }, false)), -1);
});
