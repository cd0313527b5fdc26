/**
 * A source whose beginning can be read twice: to find out what a stream is, and when its first frame was, before it is
 * read in earnest. Everything read is kept until release(); what is kept is what was looked at, about one block.
 */
import type { OctetSource } from './octet-source.ts';

/** Keeps what is read from another source, and gives it again after rewind(). */
export class ReplaySource implements OctetSource {
  readonly #source: OctetSource;
  #kept: Uint8Array[] = [];
  /** The next kept chunk to give, and how much of it was given. */
  #chunk = 0;
  #given = 0;
  #keeping = true;

  constructor(source: OctetSource) {
    this.#source = source;
  }

  get octetsRead(): number {
    return this.#source.octetsRead;
  }

  get octetsTotal(): number | null {
    return this.#source.octetsTotal;
  }

  async read(target: Uint8Array): Promise<number> {
    const chunk = this.#kept[this.#chunk];
    if (chunk !== undefined) return this.#replay(chunk, target);
    if (!this.#keeping) this.#kept = [];
    const count = await this.#source.read(target);
    if (this.#keeping && count > 0) {
      this.#kept.push(target.slice(0, count));
      this.#chunk = this.#kept.length;
    }
    return count;
  }

  async behind(tail: Uint8Array): Promise<Uint8Array | null> {
    if (this.#keeping || this.#kept[this.#chunk] !== undefined) return null;
    return (await this.#source.behind?.(tail)) ?? null;
  }

  /** Starts again from the first octet. */
  rewind(): void {
    this.#chunk = 0;
    this.#given = 0;
  }

  /** Keeps nothing more: from here on there is no way back. */
  release(): void {
    this.#keeping = false;
  }

  async remaining(): Promise<number | null> {
    const remaining = await this.#source.remaining();
    if (remaining === null) return null;
    const kept = this.#kept.slice(this.#chunk).reduce((sum, chunk) => sum + chunk.length, 0);
    return remaining + kept - this.#given;
  }

  /** Does nothing while it can still be rewound: who only looked ahead leaves the source open for who reads. */
  async close(): Promise<void> {
    if (!this.#keeping) await this.#source.close();
  }

  #replay(chunk: Uint8Array, target: Uint8Array): number {
    const given = chunk.subarray(this.#given, this.#given + target.length);
    target.set(given);
    this.#given += given.length;
    if (this.#given === chunk.length) {
      this.#chunk++;
      this.#given = 0;
    }
    return given.length;
  }
}
