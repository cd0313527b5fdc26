/** A window over a source: the octets of the source, whatever is asked, in blocks that do not change under who reads them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import type { BlockMemory } from '../../src/capture/block-memory.ts';
import { ChunkSource, type PromptSource } from '../../src/capture/octet-source.ts';
import { OctetWindow } from '../../src/capture/octet-window.ts';
import { ReadAheadSource } from '../../src/capture/read-ahead.ts';
import { KeepscopeError } from '../../src/errors.ts';

const KILO = 1024;
const MEGA = KILO * KILO;

/** No two stretches of it are alike. */
function fileOf(length: number): Uint8Array {
  const octets = new Uint8Array(4 * Math.ceil(length / 4));
  const words = new Uint32Array(octets.buffer);
  for (let word = 0; word < words.length; word++) words[word] = Math.imul(word + 1, 0x9e37_79b1);
  return octets.subarray(0, length);
}

const FILE = fileOf(5 * MEGA + 1234);
const SHORT = FILE.subarray(0, 300 * KILO);

/** Octets that other threads may be reading, and what they were when these were told of them. */
interface Stretch {
  octets: Uint8Array;
  were: Buffer;
}

/** Keeps what comes back, fills it with other octets, and lends it again; says what is asked of it. */
class RecordingMemory implements BlockMemory {
  readonly fillsAtOnce: boolean;
  /** Octets of all blocks that are lent now, and of each block that was asked for. */
  lent = 0;
  readonly asked: number[] = [];
  private readonly held: Map<Uint8Array, Stretch[]> = new Map();
  private readonly spare: Uint8Array[] = [];
  private readonly isExact: boolean;

  /** `isExact`: a block is never longer than what was asked for. */
  constructor(isExact = false, fillsAtOnce = false) {
    this.isExact = isExact;
    this.fillsAtOnce = fillsAtOnce;
  }

  lend(octets: number): Uint8Array {
    const place = this.spare.findIndex(({ length }) => (this.isExact ? length === octets : length >= octets));
    const [block = new Uint8Array(octets)] = place < 0 ? [] : this.spare.splice(place, 1);
    this.held.set(block.fill(0xee), []);
    this.asked.push(octets);
    this.lent += block.length;
    return block;
  }

  takeBack(block: Uint8Array): void {
    this.check();
    assert.ok(this.held.delete(block), 'it was not lent, or it came back twice');
    this.lent -= block.length;
    this.spare.push(block.fill(0xdd));
  }

  /** These octets of a block are used up: whoever was told of them may read them until the block comes back. */
  use(octets: Uint8Array): void {
    const [, stretches] = [...this.held].find(([{ buffer }]) => buffer === octets.buffer) ?? [];
    assert.ok(stretches, 'the window shows what is not lent');
    stretches.push({ octets, were: Buffer.from(octets) });
  }

  /** All that was used up is as it was. */
  check(): void {
    for (const stretches of this.held.values())
      for (const { octets, were } of stretches)
        assert.ok(were.equals(octets), 'somebody reads what was changed');
  }
}

async function* inChunks(file: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < file.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield file.slice(at, at + size);
    at += size;
  }
}

/** A file of which each read gives so many octets at most. */
class File implements PromptSource {
  octetsRead = 0;
  readonly octetsTotal: number;
  private readonly file: Uint8Array;
  private readonly most: number;

  constructor(file: Uint8Array, most: number) {
    this.file = file;
    this.octetsTotal = file.length;
    this.most = most;
  }

  async read(target: Uint8Array): Promise<number> {
    return this.readAtOnce(target);
  }

  async isLocal(): Promise<boolean> {
    return true;
  }

  get diskReads(): number {
    return 0;
  }

  readAtOnce(target: Uint8Array): number {
    assert.ok(target.length > 0, 'nothing is asked for');
    const came = this.file.subarray(this.octetsRead, this.octetsRead + Math.min(this.most, target.length));
    target.set(came);
    this.octetsRead += came.length;
    return came.length;
  }

  async remaining(): Promise<number> {
    return this.file.length - this.octetsRead;
  }

  async close(): Promise<void> {}
}

/** How much is wanted, and how much of what is there is used up then. */
interface Demand {
  wanted: number;
  /** Percent of what is there; more than 100: what was wanted. */
  used: number;
}

const demand: fc.Arbitrary<Demand> = fc.record({
  wanted: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1, max: 3000 }) },
    { weight: 3, arbitrary: fc.integer({ min: 60 * KILO, max: 70 * KILO }) },
    { weight: 1, arbitrary: fc.integer({ min: 900 * KILO, max: 2 * MEGA }) },
  ),
  used: fc.oneof(fc.nat(100), fc.constantFrom(100, 101, 101)),
});
const demands = fc.array(demand, { minLength: 1, maxLength: 60, size: 'max' });
const capacities = fc.constantFrom(1, 16, 64, 500, 4096, 100_000, MEGA);
const size = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 200 * KILO }));
const sizes = fc.array(size, { minLength: 1, maxLength: 5 });

/** Holds what the window must, demand after demand; `afterEach` is told how much the source has given. */
async function follow(
  window: OctetWindow,
  all: readonly Demand[],
  file: Uint8Array,
  memory: RecordingMemory,
  afterEach: (arrived: number) => void = () => {},
): Promise<void> {
  let at = 0;
  for (const { wanted, used } of all) {
    const isThere = await window.demand(wanted);
    const there = window.end - window.start;
    assert.equal(isThere, there >= wanted);
    assert.equal(isThere, at + wanted <= file.length);
    const { buffer, byteOffset } = window.view;
    const shown = new Uint8Array(buffer, byteOffset + window.start, there);
    assert.ok(Buffer.from(shown).equals(file.subarray(at, at + there)), 'other octets');
    memory.check();
    afterEach(at + there);
    if (!isThere) return;
    const taken = used > 100 ? wanted : Math.floor((there * used) / 100);
    if (taken > 0) memory.use(shown.subarray(0, taken));
    window.start += taken;
    at += taken;
  }
}

describe('a window', () => {
  it('over chunks holds them, and leaves what was used up as it was', () =>
    fc.assert(
      fc.asyncProperty(demands, sizes, capacities, fc.boolean(), async (all, chunks, capacity, isExact) => {
        const memory = new RecordingMemory(isExact);
        const file = Math.max(...chunks) < 300 ? SHORT : FILE;
        const window = new OctetWindow(new ChunkSource(inChunks(file, chunks)), { capacity, memory });
        await follow(window, all, file, memory);
        window.release();
        assert.equal(memory.lent, 0, 'not all came back');
      }),
      { seed: 1, numRuns: 80 },
    ));

  it('over a file that is read ahead does so in the same memory', () =>
    fc.assert(
      fc.asyncProperty(
        demands,
        fc.integer({ min: 1000, max: MEGA }),
        capacities,
        fc.boolean(),
        async (all, most, capacity, fillsAtOnce) => {
          const memory = new RecordingMemory(false, fillsAtOnce);
          const source = new ReadAheadSource(new File(FILE, most), memory);
          const window = new OctetWindow(source, { capacity, memory });
          await follow(window, all, FILE, memory);
          await source.close();
          window.release();
          assert.equal(memory.lent, 0, 'not all came back');
        },
      ),
      { seed: 1, numRuns: 80 },
    ));

  it('asks for no more memory than twice what has really come, whatever is demanded', async () => {
    let larger = 0;
    await fc.assert(
      fc.asyncProperty(demands, sizes, capacities, fc.boolean(), async (all, chunks, capacity, isFile) => {
        const memory = new RecordingMemory(true);
        const source = isFile ? new File(SHORT, chunks[0] ?? 1) : new ChunkSource(inChunks(SHORT, chunks));
        const window = new OctetWindow(source, { capacity, memory });
        await follow(window, all, SHORT, memory, (arrived) => {
          const most = Math.max(capacity, 2 * arrived);
          assert.ok(Math.max(...memory.asked) <= most, `${memory.asked} where ${arrived} came`);
          if (memory.lent > capacity) larger++;
        });
      }),
      { seed: 1, numRuns: 80 },
    );
    assert.ok(larger > 100, `only ${larger} blocks were larger than the capacity`);
  });

  it('says that there is no memory, and not that the source is at fault', async () => {
    const error = new KeepscopeError('out-of-memory', 'no memory', 'Give it more.');
    const memory: BlockMemory = {
      fillsAtOnce: false,
      lend() {
        throw error;
      },
      takeBack: () => undefined,
    };
    const window = new OctetWindow(new ChunkSource(inChunks(SHORT, [KILO])), { memory });
    await assert.rejects(window.demand(1), error);
    assert.equal(window.fault, null);
  });
});
