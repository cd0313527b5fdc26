/** What happens on an interface on a terminal: the screen while it runs, then the report. */
import type { LiveSession } from '../live/session.ts';
import type { Examination } from '../report/examination.ts';
import type { LiveRecord, NoticeRecord } from '../report/live-record.ts';
import { renderTable } from '../report/table.ts';
import { FullScreen } from './full-screen.ts';
import { type CaptureState, LiveDisplay } from './live-display.ts';
import type { LiveOutlet } from './live-outlet.ts';
import type { Terminal } from './terminal.ts';

/** Notices that are remembered for the screen. */
const NOTICES = 20;
/** Redrawn no more often than this, ms. */
const FRAME = 100;

export class LiveScreen implements LiveOutlet {
  readonly #terminal: Terminal;
  readonly #screen: FullScreen;
  readonly #display: LiveDisplay;
  readonly #notices: NoticeRecord[] = [];
  #drawn = 0;

  /** `quit`: the user wants to end it; with an interrupt, or as something done. */
  constructor(
    terminal: Terminal & { tty: NodeJS.WriteStream & { fd: number } },
    session: LiveSession,
    state: () => Omit<CaptureState, 'notices'>,
    quit: (isInterrupt: boolean) => void,
  ) {
    this.#terminal = terminal;
    this.#screen = new FullScreen(
      { stdout: terminal.tty, stdin: terminal.stdin },
      {
        onKey: (key, typed) => this.#display.press(key, typed),
        onResize: () => this.#display.draw(),
      },
    );
    const shown = (): CaptureState => ({ ...state(), notices: this.#notices });
    this.#display = new LiveDisplay(session, this.#screen, terminal.screen.paint, shown, quit);
    this.#screen.enter();
    this.#display.draw();
  }

  emit(record: LiveRecord): void {
    if (record.kind !== 'notice') return;
    this.#notices.push(record);
    if (this.#notices.length > NOTICES) this.#notices.shift();
  }

  refresh(): void {
    const now = performance.now();
    if (now - this.#drawn < FRAME) return;
    this.#drawn = now;
    this.#display.draw();
  }

  async room(): Promise<void> {}

  async finish(examination: Examination): Promise<void> {
    await this.abandon();
    await this.#terminal.output.writeAll(renderTable(examination, {}, this.#terminal.screen));
  }

  async abandon(): Promise<void> {
    this.#screen.leave();
    for (const { at, says } of this.#notices.splice(0)) this.#terminal.say(`${at.slice(0, 19)}Z ${says}`);
  }
}
