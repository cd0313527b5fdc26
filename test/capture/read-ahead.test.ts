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

/** Octets in memory, given as a file gives them: at once, or so many turns later. Ends in a fault where it is cut. */
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

  constructor(octets: Uint8Array, cut: number = octets.length, turns = 1) {
    this.octets = octets;
    this.octetsTotal = octets.length;
    this.cut = cut;
    this.turns = turns;
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

/** A new block each time; knows which were lent and came back, and how many were lent at one time. */
class Memory implements BlockMemory {
  readonly isCrowded: boolean;
  readonly all: Uint8Array[] = [];
  readonly back: Uint8Array[] = [];
  most = 0;

  constructor(isCrowded: boolean) {
    this.isCrowded = isCrowded;
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
        async (demands, looked, isLong, turns, isCrowded) => {
          const file = FILE.subarray(0, isLong ? FILE.length : 300 * KILO);
          const late = new LateFile(file, file.length, turns);
          const source = new ReplaySource(new ReadAheadSource(late, new Memory(isCrowded)));
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

  for (const { name, turns, isCrowded, isAtOnce } of [
    {
      name: 'where a core has time for it, reads all of it ahead',
      turns: 0,
      isCrowded: false,
      isAtOnce: false,
    },
    {
      name: 'where none has, reads at once what comes in time, and looks again',
      turns: 0,
      isCrowded: true,
      isAtOnce: true,
    },
    {
      name: 'where none has, runs ahead of what does not come in time',
      turns: 20,
      isCrowded: true,
      isAtOnce: false,
    },
  ])
    it(name, async () => {
      const long = fileOf(100 * MEGA);
      const file = new LateFile(long, long.length, turns);
      const window = new OctetWindow(new ReadAheadSource(file, new Memory(isCrowded)));
      while (await window.demand(1)) window.start = window.end;
      assert.equal(file.octetsRead, long.length);
      const blocks = file.ahead + file.atOnce;
      assert.ok(blocks > 40, `${blocks} blocks`);
      assert.equal(file.ahead, isAtOnce ? Math.ceil(blocks / 33) : blocks);
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

  for (const { name, turns, blocks } of [
    // A new one for each of the three that are asked for; and the one that was on its way.
    { name: 'read at once', turns: 0, blocks: 3 },
    { name: 'on their way', turns: 20, blocks: 4 },
  ])
    it(`gives back the memory that its blocks lay in, once, where they are ${name}`, async () => {
      const memory = new Memory(true);
      const source = new ReadAheadSource(new LateFile(FILE, FILE.length, turns), memory);
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

  it('keeps what came before a fault, and says which it was', async () => {
    const cut = 3 * MEGA + 100;
    const window = new OctetWindow(new ReadAheadSource(new LateFile(FILE, cut)));
    let came = 0;
    while (await window.demand(2 * KILO)) {
      came += 2 * KILO;
      window.start += 2 * KILO;
    }
    assert.equal(window.fault, 'capture-cut-short');
    assert.equal(came + window.end - window.start, cut);
  });
});
