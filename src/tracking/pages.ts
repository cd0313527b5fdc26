/**
 * Rows of one size in pages that never move: in the arena, where express/ finds a page by the directory, or as they came
 * from another thread, where no page is added.
 */
import { Arena } from './arena.ts';

export class Pages {
  /** Where the pages begin in the arena, by number: Uint32 each. */
  readonly directory: number;
  private views: DataView<ArrayBuffer>[] = [];
  private readonly arena: Arena | null;
  private readonly octets: number;
  private readonly most: number;

  /** `octets` of a page; `most` of them are the limit. */
  constructor(from: Arena | readonly ArrayBuffer[], octets: number, most: number) {
    this.octets = octets;
    this.most = most;
    const isNew = from instanceof Arena;
    this.arena = isNew ? from : null;
    this.directory = isNew ? from.allocate(4 * most) : 0;
    if (isNew) from.onMove(() => this.move(from));
    else this.views = from.map((page) => new DataView(page));
  }

  get count(): number {
    return this.views.length;
  }

  /** Throws a RangeError where there is no page of this number. */
  page(number: number): DataView {
    const page = this.views[number];
    if (page === undefined) throw new RangeError(`no page ${number}`);
    return page;
  }

  /** Adds a page of zeros. Throws a RangeError where there is no room for one. */
  add(): void {
    const { arena, octets, most, directory } = this;
    if (arena === null || this.views.length === most)
      throw new RangeError('no room for another page of rows');
    const at = arena.allocate(octets);
    // Only now: the allocation may have moved the memory.
    const { views } = this;
    new Uint32Array(arena.buffer, directory, most)[views.length] = at;
    views.push(new DataView(arena.buffer, at, octets));
  }

  /** A copy of all pages, to be transferred. */
  copies(): ArrayBuffer[] {
    return this.views.map(({ buffer, byteOffset, byteLength }) =>
      buffer.slice(byteOffset, byteOffset + byteLength),
    );
  }

  /** The memory of the arena is elsewhere now. */
  private move({ buffer }: Arena): void {
    const places = new Uint32Array(buffer, this.directory, this.most);
    this.views = this.views.map((_, page) => new DataView(buffer, places[page], this.octets));
  }
}
