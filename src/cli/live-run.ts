/** Captures on an interface, shows what happens, and at the end the report; gives the exit status. */
import { Epoch } from '../capture/epoch.ts';
import { liveCaptures, SNAPLEN } from '../capture/live/live.ts';
import type { CaptureReader } from '../capture/reader.ts';
import { declaredLimit } from '../diagnosis/limit.ts';
import { type Budget, CountedReader } from '../live/counted-reader.ts';
import { LiveSession } from '../live/session.ts';
import { liveNoticeText } from '../report/live-notices.ts';
import type { NoticeRecord } from '../report/live-record.ts';
import { hasFailed } from './fail-on.ts';
import { LiveBeside } from './live-beside.ts';
import { LiveClock } from './live-clock.ts';
import { checkInterface } from './live-interface.ts';
import { LiveLines } from './live-lines.ts';
import type { LiveOutlet } from './live-outlet.ts';
import type { LiveRequest } from './live-request.ts';
import { LiveScreen } from './live-screen.ts';
import { LiveStop } from './live-stop.ts';
import { LiveTable } from './live-table.ts';
import { Rate } from './rate.ts';
import type { Terminal } from './terminal.ts';

/** How often the passing of time is looked at, ms. */
const TICK = 500;

/** Runs the request. */
export async function runLive(request: LiveRequest, terminal: Terminal): Promise<number> {
  await checkInterface(request.interface);
  const stop = new LiveStop(request.durationSeconds);
  const run = new LiveRun(request, terminal, stop);
  try {
    return await run.run();
  } finally {
    stop.release();
  }
}

class LiveRun {
  readonly #request: LiveRequest;
  readonly #terminal: Terminal;
  readonly #stop: LiveStop;
  readonly #epoch: Epoch = new Epoch();
  readonly #session: LiveSession;
  readonly #outlet: LiveOutlet;
  readonly #startedAt = Date.now();
  readonly #rate: Rate = new Rate();
  readonly #clock: LiveClock = new LiveClock(TICK);
  #beside: LiveBeside | null = null;
  #engine: string | null = null;
  #hasGivenUp = false;

  constructor(request: LiveRequest, terminal: Terminal, stop: LiveStop) {
    this.#request = request;
    this.#terminal = terminal;
    this.#stop = stop;
    this.#session = new LiveSession({
      epoch: this.#epoch,
      limits: request.limits,
      limit: request.middlebox === null ? null : declaredLimit(request.middlebox),
      emit: (record) => {
        this.#outlet.emit(record);
        this.#beside?.take(record);
      },
      onAnswer: (seconds) => this.#beside?.observeAnswer(seconds),
    });
    this.#outlet = this.#openOutlet();
  }

  async run(): Promise<number> {
    const ticking = setInterval(() => this.#tick(), TICK);
    try {
      this.#beside = await LiveBeside.open(this.#request.beside, {
        epoch: this.#epoch,
        figures: () => this.#session.figures(droppedOf(this.#session)),
        say: (code, line) => this.#notice(Date.now(), code, line),
      });
      await this.#capture();
      clearInterval(ticking);
      return await this.#finish();
    } catch (error) {
      // What fails first is said.
      await this.#beside?.close().catch(() => {});
      await this.#outlet.abandon();
      throw error;
    } finally {
      clearInterval(ticking);
    }
  }

  async #capture(): Promise<void> {
    const { count, engine, filter, snaplen } = this.#request;
    const budget: Budget = { left: count ?? Number.POSITIVE_INFINITY };
    const captures = liveCaptures({
      interface: this.#request.interface,
      engine,
      filter,
      snaplen: snaplen ?? SNAPLEN,
      epoch: this.#epoch,
      signal: this.#stop.signal,
      path: process.env['PATH'] ?? '',
      clock: () => Date.now(),
      say: (notice) => {
        if (notice.code === 'engine-started') this.#engine = notice.engine;
        if (notice.code === 'engine-ended') this.#engine = null;
        if (notice.code === 'gave-up') this.#hasGivenUp = true;
        this.#notice(notice.at, notice.code, liveNoticeText(notice));
      },
    });
    for await (const reader of captures) {
      const recorded = this.#beside?.recording(reader) ?? reader;
      await this.#read(new CountedReader(recorded, budget));
      if (budget.left <= 0) return;
    }
  }

  async #read(reader: CaptureReader): Promise<void> {
    this.#session.begin(reader);
    this.#clock.waits(performance.now());
    while (await reader.fill()) {
      this.#clock.works();
      this.#session.readBlock(reader);
      this.#outlet.refresh();
      await this.#outlet.room();
      this.#clock.waits(performance.now());
    }
    this.#clock.rests();
  }

  #tick(): void {
    const now = performance.now();
    this.#session.tick(this.#clock.isRight(now) ? BigInt(Date.now()) * 1_000_000n : null);
    this.#rate.mark(this.#session.inspection.frames, now);
    this.#outlet.refresh();
  }

  #notice(at: number, code: string, says: string): void {
    const record: NoticeRecord = { kind: 'notice', at: new Date(at).toISOString(), code, says };
    this.#outlet.emit(record);
    this.#outlet.refresh();
  }

  async #finish(): Promise<number> {
    const examination = await this.#session.finish(this.#stop.isInterrupt);
    await this.#beside?.close();
    await this.#outlet.finish(examination);
    if (this.#stop.isInterrupt) return 130;
    if (this.#hasGivenUp) return 2;
    const { failOn } = this.#request;
    if (this.#terminal.output.isClosed || failOn === null) return 0;
    return hasFailed(examination, {}, failOn) ? 1 : 0;
  }

  #openOutlet(): LiveOutlet {
    const terminal = this.#terminal;
    const { tty } = terminal;
    const format = this.#request.format ?? (tty === null ? 'events' : 'table');
    if (format !== 'table') return new LiveLines(terminal, format === 'json', () => this.#stop.end());
    if (tty === null) return new LiveTable(terminal);
    const state = () => ({
      interface: this.#request.interface,
      engine: this.#engine,
      now: Date.now(),
      startedAt: this.#startedAt,
      framesPerSecond: this.#rate.perSecond,
      dropped: droppedOf(this.#session),
    });
    return new LiveScreen({ ...terminal, tty }, this.#session, state, (isInterrupt) =>
      isInterrupt ? this.#stop.interrupt() : this.#stop.end(),
    );
  }
}

/** Frames that engines say the kernel dropped; null where one of them does not say. */
function droppedOf({ inspection }: LiveSession): number | null {
  let sum: number | null = 0;
  for (const { reader } of inspection.tallies)
    sum = sum === null || reader.facts.dropped === null ? null : sum + reader.facts.dropped;
  return sum;
}
