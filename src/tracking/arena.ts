/**
 * Memory that TypeScript, express/ and all threads of an analysis see: the linear memory of WebAssembly, handed out piece by
 * piece. Each thread has an arena over it. Pieces never move, and a view of one stays good: the memory grows in place, and only
 * views of what is new have to be made of the larger one.
 */
import { KeepscopeError } from '../errors.ts';

/** Octets of a page of WebAssembly; 4 GiB of them are the most. */
const WASM_PAGE = 65_536;
const MOST_PAGES = 65_536;
/** The memory grows by as much as it has, but by so much at most. */
const LARGEST_STEP = 1024;
/** Pieces begin at a page of memory, as the groups of rows want (row-layout.ts). */
const ALIGNMENT = 4096;
/**
 * The first word of the memory: how much of it was handed out to all threads, in units of ALIGNMENT. The rest of the first
 * unit is zeros.
 */
const TOP = 0;
const MOST_TOP: number = (MOST_PAGES * WASM_PAGE) / ALIGNMENT;

/** A linear memory. TypeScript knows WebAssembly only with the types of browsers. */
export interface LinearMemory {
  readonly buffer: SharedArrayBuffer;
  /** By so many pages; says how many there were. Throws a RangeError where there are none. */
  grow(pages: number): number;
}

declare const WebAssembly: {
  Memory: new (size: { initial: number; maximum: number; shared: true }) => LinearMemory;
};

interface Piece {
  at: number;
  octets: number;
}

export class Arena {
  readonly memory: LinearMemory;
  private readonly head: Int32Array;
  private released: Piece[] = [];
  private known: SharedArrayBuffer;
  private all: DataView;
  /** All that `buffer` has been. */
  private readonly buffers: WeakSet<ArrayBufferLike>;

  /** Over the memory of another thread's arena; or over a new one. */
  constructor(memory?: LinearMemory) {
    this.memory = memory ?? newMemory();
    this.known = this.memory.buffer;
    this.all = new DataView(this.known);
    this.buffers = new WeakSet([this.known]);
    this.head = new Int32Array(this.known, 0, 1);
    if (memory === undefined) this.head[TOP] = 1;
  }

  /** The memory, as far as this arena has handed it out or shown it. */
  get buffer(): SharedArrayBuffer {
    return this.known;
  }

  /** As `buffer`. */
  get octets(): DataView {
    return this.all;
  }

  /** Where a new piece of zeros begins; its place divides by 4096. A KeepscopeError where there is no more memory. */
  allocate(octets: number): number {
    const size = Math.ceil(octets / ALIGNMENT) * ALIGNMENT;
    const piece = this.released.find((one) => one.octets >= size);
    if (piece === undefined) return this.extend(size);
    piece.octets -= size;
    if (piece.octets === 0) this.released = this.released.filter((one) => one !== piece);
    const at = piece.at + piece.octets;
    new Uint8Array(this.buffer, at, size).fill(0);
    return at;
  }

  /** Gives a piece back. It becomes one with those beside it: else each larger piece would need new memory. */
  release(at: number, octets: number): void {
    const end = at + Math.ceil(octets / ALIGNMENT) * ALIGNMENT;
    const before = this.released.find((one) => one.at + one.octets === at);
    const behind = this.released.find((one) => one.at === end);
    const first = before?.at ?? at;
    const last = end + (behind?.octets ?? 0);
    this.released = this.released.filter((one) => one !== before && one !== behind);
    this.released.push({ at: first, octets: last - first });
  }

  /** So many octets from `at` on, which any thread has allocated. */
  view(at: number, octets: number): DataView {
    this.reach(at + octets);
    return new DataView(this.known, at, octets);
  }

  /** Whether what the view shows lies here: then its place in the arena is its byteOffset. */
  holds({ buffer }: ArrayBufferView): boolean {
    return buffer === this.known || this.buffers.has(buffer);
  }

  private extend(size: number): number {
    const units = size / ALIGNMENT;
    const top = Atomics.add(this.head, TOP, units);
    if (top + units > MOST_TOP) {
      Atomics.sub(this.head, TOP, units);
      throw this.isFull();
    }
    this.reach(top * ALIGNMENT + size);
    return top * ALIGNMENT;
  }

  /** `buffer` becomes one that has octets up to `end`. */
  private reach(end: number): void {
    if (end <= this.known.byteLength) return;
    // By 0: `memory.buffer` may not have noticed yet that another thread made it larger, and this says how large it is.
    const pages = this.memory.grow(0);
    const missing = Math.ceil(end / WASM_PAGE) - pages;
    if (missing > 0) this.grow(missing, pages);
    this.known = this.memory.buffer;
    this.all = new DataView(this.known);
    this.buffers.add(this.known);
  }

  private grow(missing: number, pages: number): void {
    const step = Math.max(missing, Math.min(pages, LARGEST_STEP));
    try {
      this.memory.grow(Math.max(missing, Math.min(step, MOST_PAGES - pages)));
    } catch (cause) {
      // Another thread may have been faster.
      if (this.memory.grow(0) < pages + missing) throw this.isFull(cause);
    }
  }

  private isFull(cause?: unknown): KeepscopeError {
    const inUse = Math.round((Atomics.load(this.head, TOP) * ALIGNMENT) / 1e6);
    return new KeepscopeError(
      'out-of-memory',
      `no memory for more connections and probes: ${inUse} MB are in use`,
      'Keep fewer at the same time, with --max-connections N, or give it more memory.',
      { cause },
    );
  }
}

/** V8 reserves addresses for all that it may become and more, so that a bound need not be checked at every access. */
function newMemory(): LinearMemory {
  try {
    return new WebAssembly.Memory({ initial: 16, maximum: MOST_PAGES, shared: true });
  } catch (cause) {
    throw new KeepscopeError(
      'out-of-memory',
      'no address space: Node could not reserve 10 GB of it',
      'Raise the limit (ulimit -v), or run it with NODE_OPTIONS=--disable-wasm-trap-handler.',
      { cause },
    );
  }
}
