/**
 * Memory that TypeScript and express/ both see: the linear memory of WebAssembly, handed out piece by piece. Pieces never
 * move; but where it grows, views of it end short of what is new, and whoever has some makes new ones. It is shared, so that
 * another thread can read what was left there.
 */
import { KeepscopeError } from '../errors.ts';

/** Octets of a page of WebAssembly; 4 GiB of them are the most. */
const WASM_PAGE = 65_536;
const MOST_PAGES = 65_536;
/** The memory grows by as much as it has, but by so much at most. */
const LARGEST_STEP = 1024;
/** Pieces begin at a page of memory, as the groups of rows want (row-layout.ts). */
const ALIGNMENT = 4096;

/** A linear memory. TypeScript knows WebAssembly only with the types of browsers. */
export interface LinearMemory {
  readonly buffer: SharedArrayBuffer;
  /** By so many pages. Throws a RangeError where there are none. */
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
  readonly memory: LinearMemory = newMemory();
  private readonly listeners: (() => void)[] = [];
  /** All that the memory has been. */
  private readonly buffers: WeakSet<ArrayBufferLike> = new WeakSet([this.memory.buffer]);
  private released: Piece[] = [];
  private top = ALIGNMENT;

  /** The memory as it is now; it is another one after allocate() had to grow it. */
  get buffer(): SharedArrayBuffer {
    return this.memory.buffer;
  }

  /** `listener` is called whenever `buffer` has become another one. */
  onMove(listener: () => void): void {
    this.listeners.push(listener);
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

  /** Gives a piece back. */
  release(at: number, octets: number): void {
    this.released.push({ at, octets: Math.floor(octets / ALIGNMENT) * ALIGNMENT });
  }

  /** A piece for whoever fills it; takeBack() releases it. It stays good where the memory grows. */
  lend(octets: number): Uint8Array {
    const at = this.allocate(octets);
    return new Uint8Array(this.buffer, at, octets);
  }

  takeBack({ byteOffset, length }: Uint8Array): void {
    this.release(byteOffset, Math.ceil(length / ALIGNMENT) * ALIGNMENT);
  }

  /** Whether what the view shows lies here: then its place in the arena is its byteOffset. */
  holds({ buffer }: ArrayBufferView): boolean {
    return this.buffers.has(buffer);
  }

  private extend(size: number): number {
    const at = this.top;
    const missing = Math.ceil((at + size - this.buffer.byteLength) / WASM_PAGE);
    if (missing > 0) this.grow(missing);
    this.top = at + size;
    return at;
  }

  private grow(missing: number): void {
    const pages = this.buffer.byteLength / WASM_PAGE;
    const step = Math.max(missing, Math.min(pages, LARGEST_STEP));
    try {
      this.memory.grow(Math.max(missing, Math.min(step, MOST_PAGES - pages)));
    } catch (cause) {
      const inUse = Math.round(this.buffer.byteLength / 1e6);
      throw new KeepscopeError(
        'out-of-memory',
        `no memory for more connections and probes: ${inUse} MB are in use`,
        'Keep fewer at the same time, with --max-connections N, or give it more memory.',
        { cause },
      );
    }
    this.buffers.add(this.buffer);
    for (const listener of this.listeners) listener();
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
