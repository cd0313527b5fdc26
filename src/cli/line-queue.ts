/** Lines on their way to a reader that may be slower than who makes them: they wait here, and their maker can wait too. */

/** Characters that may wait before the maker had better stop. */
const PLENTY = 4 * 1024 * 1024;

export class LineQueue implements AsyncIterable<string> {
  #waiting: string[] = [];
  #characters = 0;
  #isEnded = false;
  /** Wakes the reader, which has nothing, and the maker, who has made too much. */
  #wakeReader: (() => void) | null = null;
  #wakeMaker: (() => void) | null = null;

  /** Adds a line, without its end. */
  push(line: string): void {
    this.#add(`${line}\n`);
  }

  /** Adds a line that may be longer than a string can be, as fast as the reader takes it; no other may come between. */
  async pushPieces(pieces: Iterable<string>): Promise<void> {
    for (const piece of pieces) {
      if (this.#isEnded) return;
      this.#add(piece);
      await this.room();
    }
    this.#add('\n');
  }

  /** Resolves at once, or when the reader has taken what waits. */
  async room(): Promise<void> {
    while (this.#characters > PLENTY && !this.#isEnded)
      await new Promise<void>((resolve) => {
        this.#wakeMaker = resolve;
      });
  }

  /** No line will come any more; what waits is still given. */
  end(): void {
    this.#isEnded = true;
    this.#wakeReader?.();
    this.#wakeMaker?.();
  }

  #add(text: string): void {
    if (this.#isEnded) return;
    this.#waiting.push(text);
    this.#characters += text.length;
    this.#wakeReader?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    try {
      for (;;) {
        const text = this.#waiting.join('');
        this.#waiting = [];
        this.#characters = 0;
        this.#wakeMaker?.();
        if (text !== '') yield text;
        else if (this.#isEnded) return;
        else
          await new Promise<void>((resolve) => {
            this.#wakeReader = resolve;
          });
      }
    } finally {
      // The reader went away: whoever waits for it must not wait for ever.
      this.end();
    }
  }
}
