/** A window over a file that is read ahead holds the octets of the file, whatever is asked of it and when they come. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';

import type { BlockMemory } from '../../src/capture/block-memory.ts';
import { OctetFault, type PromptSource } from '../../src/capture/octet-source.ts';
import { OctetWindow } from '../../src/capture/octet-window.ts';
import { ReadAheadSource } from '../../src/capture/read-ahead.ts';
import { ReplaySource } from '../../src/capture/replay-source.ts';

const KILO = 1024;
const MEGA = KILO * KILO;

/** Octets given as a file gives them: at once, or so many turns later. Ends in a fault where it is cut. */
class LateFile implements PromptSource {
  octetsRead = 0;
  closed = 0;
  /** How often it was read which way. */
  ahead = 0;
  atOnce = 0;
  readonly octetsTotal: number;
  private readonly octets: Uint8Array;
  private readonly cut: number;
  private readonly turns: number;
  private readonly place: Place;

  constructor(octets: Uint8Array, cut: number = octets.length, turns = 1, place: Place = 'memory') {
    this.octets = octets;
    this.octetsTotal = octets.length;
    this.cut = cut;
    this.turns = turns;
    this.place = place;
  }

  async isLocal(): Promise<boolean> {
    return this.place !== 'network';
  }

  /** Of a file that is half in memory, the second half comes from the disk. */
  get diskReads(): number {
    if (this.place === 'disk') return this.octetsRead;
    return this.place === 'half in memory' ? Math.max(this.octetsRead, this.octets.length / 2) : 0;
  }

  async read(target: Uint8Array): Promise<number> {
    this.ahead++;
    for (let turn = 0; turn < this.turns; turn++) await setImmediate();
    return this.give(target);
  }

  readAtOnce(target: Uint8Array): number {
    this.atOnce++;
    return this.give(target);
  }

  private give(target: Uint8Array): number {
    const came = this.octets.subarray(this.octetsRead, Math.min(this.cut, this.octetsRead + target.length));
    target.set(came);
    this.octetsRead += came.length;
    if (came.length === 0 && this.cut < this.octets.length) throw new OctetFault('capture-cut-short');
    return came.length;
  }

  async remaining(): Promise<number> {
    return this.octets.length - this.octetsRead;
  }

  async close(): Promise<void> {
    this.closed++;
  }
}

type Place = 'memory' | 'disk' | 'half in memory' | 'network';

/** A new block each time; knows which were lent and came back, and how many were lent at one time. */
class Memory implements BlockMemory {
  readonly fillsAtOnce: boolean;
  readonly all: Uint8Array[] = [];
  readonly back: Uint8Array[] = [];
  most = 0;

  constructor(fillsAtOnce: boolean) {
    this.fillsAtOnce = fillsAtOnce;
  }

  lend(octets: number): Uint8Array {
    const block = new Uint8Array(octets);
    this.all.push(block);
    this.most = Math.max(this.most, this.all.length - this.back.length);
    return block;
  }

  takeBack(block: Uint8Array): void {
    this.back.push(block);
  }
}

/** No two stretches of it are alike. */
function fileOf(length: number): Uint8Array {
  const octets = new Uint8Array(length);
  const words = new Uint32Array(octets.buffer, 0, length >>> 2);
  for (let word = 0; word < words.length; word++) words[word] = Math.imul(word + 1, 0x9e37_79b1);
  return octets;
}

const FILE = fileOf(5 * MEGA + 1234);

/** Asks for stretch after stretch, and waits a while before some; whether all was there, and what it was. */
async function readThrough(window: OctetWindow, demands: readonly number[]): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const demand of demands) {
    if (demand % 3 === 0) await setImmediate();
    const isThere = await window.demand(demand);
    const octets = Math.min(demand, window.end - window.start);
    assert.equal(isThere, octets === demand);
    const { buffer, byteOffset } = window.view;
    parts.push(Buffer.from(Buffer.from(buffer as ArrayBuffer, byteOffset + window.start, octets)));
    window.start += octets;
    if (!isThere) break;
  }
  return Buffer.concat(parts);
}

const demand = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 4 * KILO }) },
  { weight: 3, arbitrary: fc.integer({ min: 60 * KILO, max: 70 * KILO }) },
  { weight: 2, arbitrary: fc.integer({ min: 900 * KILO, max: 1100 * KILO }) },
  { weight: 1, arbitrary: fc.integer({ min: 2 * MEGA, max: 6 * MEGA }) },
);

describe('a window over a file that is read ahead', () => {
  it('holds its octets in order, and no others', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(demand, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 0, max: 2 * MEGA }),
        fc.boolean(),
        fc.integer({ min: 0, max: 3 }),
        fc.boolean(),
        fc.constantFrom<Place>('memory', 'disk', 'half in memory', 'network'),
        async (demands, looked, isLong, turns, fillsAtOnce, place) => {
          const file = FILE.subarray(0, isLong ? FILE.length : 300 * KILO);
          const late = new LateFile(file, file.length, turns, place);
          const source = new ReplaySource(new ReadAheadSource(late, new Memory(fillsAtOnce)));
          const look = new Uint8Array(looked);
          for (let at = 0; at < looked; ) {
            const count = await source.read(look.subarray(at));
            if (count === 0) break;
            at += count;
          }
          source.rewind();
          source.release();
          const came = await readThrough(new OctetWindow(source), demands);
          assert.ok(came.equals(file.subarray(0, came.length)));
          const asked = demands.reduce((sum, one) => sum + one, 0);
          if (asked <= file.length) assert.equal(came.length, asked);
        },
      ),
      { seed: 1, numRuns: 150 },
    ));

  const LONG = fileOf(30 * MEGA);
  for (const { place, fillsAtOnce, ahead } of [
    // Of the first block nothing is known before, and the second one was begun when it was asked for.
    { place: 'memory', fillsAtOnce: true, ahead: 'two' },
    { place: 'memory', fillsAtOnce: false, ahead: 'all' },
    { place: 'disk', fillsAtOnce: true, ahead: 'all' },
    { place: 'half in memory', fillsAtOnce: true, ahead: 'half' },
    { place: 'network', fillsAtOnce: true, ahead: 'all' },
  ] as const)
    it(`reads ${ahead} of its blocks ahead: ${place}, ${fillsAtOnce ? 'no' : 'a'} core to do so`, async () => {
      const file = new LateFile(LONG, LONG.length, 1, place);
      const window = new OctetWindow(new ReadAheadSource(file, new Memory(fillsAtOnce)));
      const came = await readThrough(window, new Array(LONG.length / KILO).fill(KILO));
      assert.ok(came.equals(LONG));
      const blocks = file.ahead + file.atOnce;
      const wanted = { two: 2, half: 2 + (blocks >> 1), all: blocks }[ahead];
      assert.ok(Math.abs(file.ahead - wanted) <= (ahead === 'half' ? 2 : 0), `${file.ahead} of ${blocks}`);
    });

  it('lets others have their turn every few blocks that it reads at once', async () => {
    const file = new LateFile(LONG);
    const window = new OctetWindow(new ReadAheadSource(file, new Memory(true)));
    let most = 0;
    let before = 0;
    let isOver = false;
    const look = (): void => {
      most = Math.max(most, file.atOnce - before);
      before = file.atOnce;
      if (!isOver) globalThis.setImmediate(look);
    };
    look();
    while (await window.demand(1)) window.start = window.end;
    isOver = true;
    look();
    assert.ok(file.atOnce > 15 && most <= 8, `${most} of ${file.atOnce}`);
  });

  it('counts as read what it was given, not what is on its way', async () => {
    const source = new ReadAheadSource(new LateFile(FILE));
    const window = new OctetWindow(source);
    for (let given = 0; await window.demand(1); ) {
      given += window.end - window.start;
      assert.equal(source.octetsRead, given);
      window.start = window.end;
    }
    assert.equal(source.octetsRead, FILE.length);
  });

  it('knows how much is to come while a block is on its way', async () => {
    const source = new ReadAheadSource(new LateFile(FILE));
    const window = new OctetWindow(source);
    await window.demand(MEGA / 2);
    const given = window.end - window.start;
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    assert.equal(await source.remaining(), FILE.length - given);
    // The record that reaches to the end is longer than any block.
    assert.ok(await window.demand(FILE.length));
    assert.equal(await window.demand(FILE.length + 1), false);
  });

  for (const { name, place, blocks } of [
    // A new one for each of the three that are asked for; and the one that was on its way.
    { name: 'read at once', place: 'memory', blocks: 3 },
    { name: 'on their way', place: 'disk', blocks: 4 },
  ] as const)
    it(`gives back the memory that its blocks lay in, once, where they are ${name}`, async () => {
      const memory = new Memory(true);
      const source = new ReadAheadSource(new LateFile(FILE, FILE.length, 1, place), memory);
      const window = new OctetWindow(source);
      for (let block = 0; block < 3; block++) {
        assert.ok(await window.demand(1));
        assert.ok(memory.all.some(({ buffer }) => buffer === window.view.buffer));
        window.start = window.end;
      }
      await source.close();
      await source.close();
      const { all, back } = memory;
      // One that is read, one that is filled.
      assert.equal(memory.most, 2);
      assert.equal(all.length, blocks);
      assert.deepEqual(new Set(back), new Set(all));
      assert.equal(back.length, blocks);
    });

  for (const place of ['memory', 'disk'] as const)
    it(`keeps what came before a fault, and says which it was: ${place}`, async () => {
      const cut = 10 * MEGA + 100;
      const file = new LateFile(LONG, cut, 1, place);
      const window = new OctetWindow(new ReadAheadSource(file, new Memory(true)));
      let came = 0;
      while (await window.demand(2 * KILO)) {
        came += 2 * KILO;
        window.start += 2 * KILO;
      }
      assert.equal(window.fault, 'capture-cut-short');
      assert.equal(came + window.end - window.start, cut);
      assert.equal(file.atOnce > 0, place === 'memory');
    });
});
