/**
 * The terminal as one screen that is drawn again and again, and its keys. Whatever way the program ends, the terminal is
 * given back as it was: its lines, its cursor, its keyboard.
 */
import { writeSync } from 'node:fs';
import { emitKeypressEvents, type Key } from 'node:readline';

/** xterm: alternate screen with the cursor saved (1049), cursor hidden (25), lines that are cut instead of wrapped (7). */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

export class FullScreen {
  readonly #stdout: NodeJS.WriteStream & { fd: number };
  readonly #stdin: NodeJS.ReadStream;
  readonly #onKey: (key: Key, typed: string) => void;
  readonly #onResize: () => void;
  #isOn = false;

  /** `onKey` gets every key but Ctrl-Z, which stops the program as in any other. */
  constructor(
    streams: { stdout: NodeJS.WriteStream & { fd: number }; stdin: NodeJS.ReadStream },
    listeners: { onKey: (key: Key, typed: string) => void; onResize: () => void },
  ) {
    this.#stdout = streams.stdout;
    this.#stdin = streams.stdin;
    this.#onKey = listeners.onKey;
    this.#onResize = listeners.onResize;
  }

  get columns(): number {
    return this.#stdout.columns;
  }

  get lines(): number {
    return this.#stdout.rows;
  }

  enter(): void {
    if (this.#isOn) return;
    this.#isOn = true;
    process.on('exit', this.#restore);
    this.#stdout.on('resize', this.#onResize);
    this.#stdout.write(ENTER);
    if (!this.#stdin.isTTY) return;
    emitKeypressEvents(this.#stdin);
    this.#stdin.setRawMode(true);
    this.#stdin.on('keypress', this.#take);
    this.#stdin.resume();
  }

  /** Draws over what is there; lines beyond the screen are not drawn. */
  draw(lines: readonly string[]): void {
    if (!this.#isOn) return;
    const shown = lines.slice(0, this.lines).map((line) => line + CLEAR_LINE);
    this.#stdout.write(HOME + shown.join('\r\n') + CLEAR_BELOW);
  }

  leave(): void {
    if (!this.#isOn) return;
    process.off('exit', this.#restore);
    this.#stdout.off('resize', this.#onResize);
    this.#restore();
  }

  readonly #restore = (): void => {
    if (!this.#isOn) return;
    this.#isOn = false;
    if (this.#stdin.isTTY) {
      this.#stdin.off('keypress', this.#take);
      this.#stdin.setRawMode(false);
      this.#stdin.pause();
    }
    try {
      // At the exit of a process only what is written at once gets out.
      writeSync(this.#stdout.fd, LEAVE);
    } catch {
      // The terminal is gone, and nothing is left to be restored.
    }
  };

  readonly #take = (typed: string | undefined, key: Key): void => {
    if (key.ctrl === true && key.name === 'z') this.#suspend();
    else this.#onKey(key, typed ?? '');
  };

  #suspend(): void {
    this.leave();
    process.once('SIGCONT', () => {
      this.enter();
      this.#onResize();
    });
    process.kill(process.pid, 'SIGTSTP');
  }
}
