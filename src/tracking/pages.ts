/**
 * Rows of one size in pages that never move: in the arena, where express/ finds a page by the directory, or as another
 * thread left them, where no page is added.
 */
import { Arena } from './arena.ts';
import type { PageSet } from './page-set.ts';

export class Pages {
  /** Where the pages begin in the arena, by number: Uint32 each. */
  readonly directory: number;
  private readonly views: DataView[] = [];
  private readonly arena: Arena | null;
  private readonly octets: number;
  private readonly most: number;
  /** What the directory says. */
  private readonly places: Uint32Array | number[];

  /** `octets` of a page; `most` of them are the limit. */
  constructor(from: Arena | PageSet, octets: number, most: number) {
    this.octets = octets;
    this.most = most;
    const isNew = from instanceof Arena;
    this.arena = isNew ? from : null;
    this.directory = isNew ? from.allocate(4 * most) : 0;
    this.places = isNew ? new Uint32Array(from.buffer, this.directory, most) : from.places;
    if (!isNew) this.views = from.places.map((at) => new DataView(from.memory, at, octets));
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
    const { arena, octets, most, views, places } = this;
    if (arena === null || views.length === most) throw new RangeError('no room for another page of rows');
    const at = arena.allocate(octets);
    places[views.length] = at;
    views.push(new DataView(arena.buffer, at, octets));
  }

  /** The pages for another thread to read, with so many rows. */
  pageSet(count: number): PageSet {
    const { arena, views } = this;
    if (arena === null) throw new TypeError('rows of another thread');
    return { memory: arena.buffer, places: views.map(({ byteOffset }) => byteOffset), count };
  }
}
