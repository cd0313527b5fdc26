/** The short way to a verdict says what the rules say, of every connection that it says anything of. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { judged, NOT_ORDINARY, noteIn, placeIn } from '../../src/diagnosis/ordinary.ts';
import { NOTED_IN_VAIN } from '../../src/diagnosis/population/notes.ts';
import { noteOf } from '../../src/diagnosis/population/noteworthy.ts';
import { VERDICT_CODES, type VerdictCode } from '../../src/diagnosis/verdict.ts';
import type { ProbeOutcome } from '../../src/keepalive/exchange.ts';
import { ExchangeStore } from '../../src/keepalive/exchange-store.ts';
import type { ProbeBooks, Stores } from '../../src/keepalive/probe-books.ts';
import { Prober } from '../../src/keepalive/prober.ts';
import { GAVE_UP_FRAME } from '../../src/keepalive/prober-layout.ts';
import { ProberRow } from '../../src/keepalive/prober-row.ts';
import { ProberStore } from '../../src/keepalive/prober-store.ts';
import { Timeline } from '../../src/timeline/timeline.ts';
import { Arena } from '../../src/tracking/arena.ts';
import * as R from '../../src/tracking/rows.ts';
import { Segment } from '../../src/wire/segment.ts';

const SECOND = 1e9;
const END = 1000 * SECOND;
/** The frame by which a side gives up. */
const GIVE_UP = 98;

const ORDINARY: readonly VerdictCode[] = [
  'closed',
  'reset',
  'half-closed',
  'alive',
  'idle-unprotected',
  'peer-dead',
  'incomplete',
];

/** What a probe came to; null: it waits. */
type Fate = Exclude<ProbeOutcome, 'reset'> | null;

interface Half {
  flags: number;
  fin: number;
  resent: number;
  resume: number;
  octets: number;
  next: number;
  acknowledged: number;
  window: number;
  /** Of each probe in order; null: the side has no books. */
  probes: { fate: Fate; isForWindow: boolean }[] | null;
}

interface Connection {
  flags: number;
  segments: number;
  copies: number;
  /** Before the end, s. */
  silence: number;
  survived: number;
  closeIdle: number;
  halves: [Half, Half];
  gaveUp: 0 | 1 | null;
  lostState: boolean;
}

/** Mostly what ordinary connections have: else few would be. */
function rarely<T>(usual: T, ...others: T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}

const probe = fc.record({
  fate: rarely<Fate>('acknowledged', 'data', 'unanswered', 'icmp-error', 'pending', null),
  isForWindow: rarely(false, true),
});

const half: fc.Arbitrary<Half> = fc.record({
  flags: rarely(
    R.HALF_SEEN | R.HALF_SPOKE | R.HALF_NEXT_FIRM | R.HALF_ACK_KNOWN | R.HALF_WINDOW_KNOWN,
    0,
    R.HALF_SEEN,
    R.HALF_SEEN | R.HALF_SYN,
  ),
  fin: fc.constantFrom(0, 0, 70, 80, 90),
  resent: rarely(0, 1, 2, 5),
  resume: rarely(0, 60, 95),
  octets: fc.constantFrom(0, 500),
  next: fc.constantFrom(100, 200),
  acknowledged: fc.constantFrom(100, 200),
  window: fc.constantFrom(0, 500),
  probes: fc.option(fc.array(probe, { maxLength: 4 })),
});

const halves: fc.Arbitrary<[Half, Half]> = fc.tuple(half, half);

/** Of a SYN that nothing answered, but for what else may be odd of them. */
const alone: fc.Arbitrary<[Half, Half]> = halves.map(([originator, responder]) => [
  { ...originator, flags: R.HALF_SEEN | R.HALF_SYN, probes: null },
  { ...responder, flags: 0, probes: null },
]);

const connection: fc.Arbitrary<Connection> = fc.record({
  flags: fc.constantFrom(
    0,
    R.CONNECTION_MIDSTREAM,
    R.CONNECTION_RESET,
    R.CONNECTION_RESET | R.CONNECTION_RESET_BY_RESPONDER,
    R.CONNECTION_RESET_DOUBTED,
  ),
  segments: fc.integer({ min: 1, max: 5 }),
  copies: rarely(0, 3),
  silence: fc.constantFrom(-5, 0, 9.9, 10, 12, 100, 300, 400, 999),
  survived: fc.constantFrom(0, 5, 8, 90, 270),
  closeIdle: fc.constantFrom(0, 1.9, 2, 60),
  halves: fc.oneof({ weight: 8, arbitrary: halves }, { weight: 1, arbitrary: alone }),
  gaveUp: rarely<0 | 1 | null>(null, 0, 1),
  lostState: rarely(false, true),
});

/** Of one connection, row 0: the one before is let go of, because an arena for each would take long. */
const rows = new R.Rows(new Arena());

function rowsOf({ flags, segments, copies, silence, survived, closeIdle, halves }: Connection): R.Rows {
  if (rows.used > 0) rows.release(0);
  const row = rows.add();
  const page = rows.page(row);
  const at = rows.at(row);
  page.setUint32(at + R.CONNECTION_FLAGS, flags, true);
  page.setUint32(R.coldOf(at) + R.FIRST_FRAME, 1, true);
  page.setUint32(at + R.LAST_FRAME, 100, true);
  page.setUint32(at + R.SEGMENTS, segments, true);
  page.setUint32(R.seldomOf(at) + R.COPIES, copies, true);
  page.setUint32(R.coldOf(at) + R.RESET_FRAME, 100, true);
  page.setFloat64(at + R.LAST_TIME, END - silence * SECOND, true);
  page.setFloat64(at + R.LONGEST_SILENCE, survived * SECOND, true);
  page.setFloat32(R.linkOf(at) + R.CLOSE_IDLE, closeIdle, true);
  for (const [direction, side] of halves.entries()) {
    const from = at + R.halfOffset(direction);
    const resumed = side.resume === 0 ? 0 : R.HALF_RESUMED;
    page.setUint16(from + R.HALF_FLAGS, side.flags | resumed, true);
    page.setUint32(R.coldOf(from) + R.FIN_FRAME, side.fin, true);
    page.setUint16(from + R.RESENT_TIMES, side.resent, true);
    page.setUint32(R.coldOf(from) + R.RESUME_FRAME, side.resume, true);
    page.setFloat32(R.seldomOf(from) + R.RESUME_SILENCE, side.resume === 0 ? 0 : 50, true);
    page.setFloat64(from + R.OCTETS, side.octets, true);
    page.setInt32(from + R.NEXT, side.next, true);
    page.setInt32(from + R.ACKNOWLEDGED, side.acknowledged, true);
    page.setUint16(from + R.WINDOW, side.window, true);
    page.setFloat64(from + R.HALF_TIME, END - silence * SECOND, true);
  }
  return rows;
}

/** The connection in stores of its own, and its books. */
function stored({ halves, gaveUp, lostState }: Connection): {
  stores: Stores;
  books: ProbeBooks | undefined;
} {
  const arena = new Arena();
  const exchanges = new ExchangeStore(arena);
  const probers = new ProberStore(arena);
  const [originator, responder] = halves.map(({ probes }, side) => {
    if (probes === null) return null;
    const id = probers.add();
    rows.setProber(0, side === 0 ? 0 : 1, id);
    const row = new ProberRow(probers, id);
    if (side === gaveUp) row.setNumber(GAVE_UP_FRAME, GIVE_UP);
    return { prober: proberOf(exchanges, row, side === 0 ? 0 : 1, probes) };
  });
  // Only who has probed gives up.
  const prober = gaveUp === 0 ? originator : responder;
  const books = booksOf(originator ?? null, responder ?? null, prober ? gaveUp : null, lostState);
  return { stores: { rows, exchanges, probers }, books };
}

function booksOf(
  originator: ProbeBooks['sides'][0],
  responder: ProbeBooks['sides'][1],
  gaveUp: Connection['gaveUp'],
  lostState: boolean,
): ProbeBooks | undefined {
  if (!originator && !responder) return undefined;
  const any = [originator, responder].flatMap((side) => side?.prober.exchanges('probe') ?? [])[0];
  return {
    sides: [originator, responder],
    gaveUp:
      gaveUp === null ? null : [{ direction: gaveUp, probes: any ? [any] : [], frame: GIVE_UP, time: END }],
    lostState: lostState && any !== undefined ? { probe: any, inVain: [], frame: 97 } : null,
  };
}

function proberOf(
  store: ExchangeStore,
  row: ProberRow,
  direction: 0 | 1,
  probes: NonNullable<Half['probes']>,
): Prober {
  const prober = new Prober(store, row, 100);
  for (const [place, { fate, isForWindow }] of probes.entries()) {
    const segment = new Segment();
    segment.frame = 20 + place;
    segment.time = (900 + 10 * place) * SECOND;
    const id = store.add(segment, direction, 10 * SECOND);
    store.setKind(id, isForWindow ? 'window-probe' : 'probe');
    prober.sent(id);
    if (fate === 'pending') store.setOutcome(id, 'pending');
    if (fate === 'unanswered' || fate === 'pending') prober.settle();
    else if (fate !== null) prober.answer(id, fate, 30 + place, segment.time + 1);
  }
  return prober;
}

/** What the short way says; null: nothing. */
function shortly(
  stores: Stores,
  books: ProbeBooks | undefined,
): { code: VerdictCode | undefined; note: number } | null {
  // The survey asks no more of those whose peer had lost them.
  if (books !== undefined && books.lostState !== null) return null;
  const short = judged(stores, 0, END);
  return short === NOT_ORDINARY ? null : { code: VERDICT_CODES[placeIn(short)], note: noteIn(short) };
}

test('of a connection without heartbeats the short way says nothing, or what the rules say', () => {
  const said = new Map<VerdictCode | 'in vain' | undefined, number>();
  const add = (what: VerdictCode | 'in vain' | undefined): unknown =>
    said.set(what, (said.get(what) ?? 0) + 1);
  fc.assert(
    fc.property(connection, (one) => {
      const rows = rowsOf(one);
      const { stores, books } = stored(one);
      const short = shortly(stores, books);
      if (short === null) return;
      add(short.code);
      if (short.code !== 'peer-dead' && short.note & NOTED_IN_VAIN) add('in vain');
      const timeline = new Timeline(rows, 0, books, END);
      const { code } = diagnose(timeline);
      assert.deepEqual(short, { code, note: noteOf(timeline, code) });
    }),
    { seed: 1, numRuns: 10_000 },
  );
  // A test of nothing but connections that go the long way would hold nothing together.
  for (const code of ORDINARY) assert.ok((said.get(code) ?? 0) >= 10, `${code}: ${said.get(code)}`);
  assert.ok((said.get('in vain') ?? 0) >= 10, `in vain: ${said.get('in vain')}`);
});
