/** The table of `keepscope live`: every connection can be reached, and what a key chose is what it opens. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Epoch } from '../../src/capture/epoch.ts';
import type { CaptureReader } from '../../src/capture/reader.ts';
import { LiveDisplay } from '../../src/cli/live-display.ts';
import { LiveSession } from '../../src/live/session.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { openFrames } from '../support/read-captures.ts';
import { refusedConnections } from '../support/refused-connections.ts';

const CONNECTIONS = 40;
/** Four of which are for connections. */
const LINES = 12;
/** A file header, and what a SYN and its RST take each. */
const HEADER = 24;
const RECORD = 16 + 54;

/** A display of connections that begin one after the other; at most `most` are kept. */
class Watched {
  lines: readonly string[] = [];
  readonly session: LiveSession;
  readonly #reader: CaptureReader;
  readonly #display: LiveDisplay;

  private constructor(session: LiveSession, reader: CaptureReader) {
    this.session = session;
    this.#reader = reader;
    const draw = (lines: readonly string[]): void => {
      this.lines = lines;
    };
    const state = () => ({
      interface: 'eth0',
      engine: 'tcpdump',
      now: 0,
      startedAt: 0,
      framesPerSecond: 0,
      dropped: 0,
      notices: [],
    });
    this.#display = new LiveDisplay(session, { lines: LINES, columns: 120, draw }, PLAIN, state, () => {});
  }

  static async open(most = 1000): Promise<Watched> {
    const epoch = new Epoch();
    const limits = { connections: most, exchanges: 1000, held: 256 };
    const session = new LiveSession({ epoch, limits, limit: null, emit: () => {} });
    const [reader] = await openFrames(['-'], { epoch, stdin: connectionByConnection() });
    assert.ok(reader);
    session.begin(reader);
    return new Watched(session, reader);
  }

  /** So many connections more. */
  async begin(count: number): Promise<void> {
    const { inspection } = this.session;
    const end = inspection.frames + 2 * count;
    while (inspection.frames < end && (await this.#reader.fill())) this.session.readBlock(this.#reader);
    assert.equal(inspection.frames, end);
    this.#display.draw();
  }

  /** Presses a key by its name, or a letter. */
  press(...keys: string[]): void {
    for (const name of keys) this.#display.press({ name }, name.length === 1 ? name : '');
  }

  /** Sorts by the first segment. */
  sortByFirst(): void {
    for (let pressed = 0; !this.lines.at(-1)?.includes('sort: first'); pressed++) {
      assert.ok(pressed < 4);
      this.press('s');
    }
  }

  /** The numbers of the connections that the cursor is on. */
  get marked(): number[] {
    return this.lines.flatMap((line) => /^> +(\d+) /.exec(line)?.slice(1).map(Number) ?? []);
  }

  /** Opens what the cursor is on; gives its number, which is at the top of its trace. Null: the table stays. */
  open(): number | null {
    this.press('return');
    if (this.lines.at(-1)?.includes('back to all connections')) this.press('home');
    const [, id] = /^ *connection (\d+) /m.exec(this.lines.join('\n')) ?? [];
    return id === undefined ? null : Number(id);
  }
}

async function* connectionByConnection(): AsyncGenerator<Uint8Array> {
  const octets = refusedConnections(CONNECTIONS);
  assert.equal(octets.length, HEADER + 2 * CONNECTIONS * RECORD);
  yield octets.subarray(0, HEADER);
  for (let at = HEADER; at < octets.length; at += 2 * RECORD) yield octets.subarray(at, at + 2 * RECORD);
}

const ALL = Array.from({ length: CONNECTIONS }, (_, index) => index + 1);

test('every connection can be reached, one by one and by pages, forth and back', async () => {
  const watched = await Watched.open();
  await watched.begin(CONNECTIONS);
  watched.sortByFirst();
  const seen = [watched.marked];
  for (let step = 1; step < CONNECTIONS; step++) {
    watched.press('down');
    seen.push(watched.marked);
  }
  assert.deepEqual(seen.flat(), ALL);
  assert.match(watched.lines.join('\n'), /and 36 more connections, 36 of them above/);
  for (const last of ['down', 'end']) {
    watched.press(last);
    assert.deepEqual(watched.marked, [CONNECTIONS]);
  }
  watched.press('up', 'up', 'up', 'up');
  assert.deepEqual(watched.marked, [CONNECTIONS - 4]);
  for (let pages = 0; pages < CONNECTIONS; pages++) watched.press('pageup');
  assert.deepEqual(watched.marked, [1]);
  watched.press('end', 'home');
  assert.deepEqual(watched.marked, [1]);
});

test('the one that is chosen is on the screen in every order, and enter opens it', async () => {
  const watched = await Watched.open();
  await watched.begin(CONNECTIONS);
  watched.sortByFirst();
  watched.press('pagedown', 'pagedown', 'down');
  const [chosen] = watched.marked;
  for (let order = 0; order < 4; order++) {
    watched.press('s');
    assert.deepEqual(watched.marked, [chosen]);
  }
  assert.equal(watched.open(), chosen);
});

test('while the table is frozen others can be looked at', async () => {
  const watched = await Watched.open();
  await watched.begin(CONNECTIONS);
  watched.sortByFirst();
  watched.press('p', 'end');
  assert.equal(watched.open(), CONNECTIONS);
});

test('a filter finds what has it while the table is frozen, at the top and below', async () => {
  for (const scrolled of [[], ['end']]) {
    const watched = await Watched.open();
    await watched.begin(CONNECTIONS);
    watched.sortByFirst();
    watched.press('p', ...scrolled, '/', ...'10006', 'return', 'down', 'up');
    assert.deepEqual(watched.marked, [7]);
    assert.equal(watched.open(), 7);
  }
});

test('where the chosen one is gone none is opened in its place', async () => {
  const watched = await Watched.open(16);
  await watched.begin(16);
  watched.sortByFirst();
  watched.press('down');
  assert.deepEqual(watched.marked, [2]);
  await watched.begin(16);
  assert.deepEqual(watched.marked, []);
  assert.equal(watched.open(), null);
  watched.press('down');
  const [next] = watched.marked;
  assert.ok(next !== undefined && next > 2);
  assert.equal(watched.open(), next);
});

test('a filter that the chosen one does not match begins at the top', async () => {
  const watched = await Watched.open();
  await watched.begin(CONNECTIONS);
  watched.sortByFirst();
  watched.press('end', '/', ...'10006', 'return');
  assert.deepEqual(watched.marked, [7]);
  assert.equal(watched.open(), 7);
});
