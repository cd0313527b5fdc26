/** What express/ says of ordinary connections is what the rules say of them, and so are its sums. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addSums, type Counts, count, countProber, noCounts } from '../../src/diagnosis/counts.ts';
import { OUTCOMES_OF_PROBES, SUMS_OCTETS, VERDICTS } from '../../src/diagnosis/counts-layout.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { NOTED_IN_VAIN, NOTED_OFTEN } from '../../src/diagnosis/population/notes.ts';
import { noteOf } from '../../src/diagnosis/population/noteworthy.ts';
import { placeOf, VERDICT_CODES, type VerdictCode } from '../../src/diagnosis/verdict.ts';
import * as V from '../../src/diagnosis/verdict-places.ts';
import { PROBE_OUTCOMES, type ProbeOutcome } from '../../src/keepalive/exchange.ts';
import * as E from '../../src/keepalive/exchange-layout.ts';
import type { ProbeBooks } from '../../src/keepalive/probe-books.ts';
import { Prober } from '../../src/keepalive/prober.ts';
import { GAVE_UP_FRAME } from '../../src/keepalive/prober-layout.ts';
import { ProberRow } from '../../src/keepalive/prober-row.ts';
import { judgeRows } from '../../src/sharding/judging.ts';
import { Shard } from '../../src/sharding/shard.ts';
import { Timeline } from '../../src/timeline/timeline.ts';
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
  /** When it last sent what restarts its peer's idle clock, s before the end, where that was not its last segment. */
  accepted: number | null;
  /** Between its probes, s. */
  gap: number;
  /** Of each probe in order; null: the side has no books. */
  probes: { fate: Fate; isForWindow: boolean }[] | null;
}

interface Connection {
  flags: number;
  segments: number;
  copies: number;
  /** Before the end, s. */
  silence: number;
  /** Whose last segment came then; the other side's last one came a while before. */
  last: 0 | 1;
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
  // The RST is in frame 100.
  fin: fc.constantFrom(0, 0, 70, 80, 90, 110),
  resent: rarely(0, 1, 2, 5),
  resume: rarely(0, 60, 95),
  octets: fc.constantFrom(0, 500, 2 ** 32),
  next: fc.constantFrom(100, 200),
  acknowledged: fc.constantFrom(100, 200),
  window: fc.constantFrom(0, 500),
  accepted: rarely<number | null>(null, 0, 90, 500),
  gap: fc.constantFrom(1, 2.5, 2.6, 10),
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
  last: fc.constantFrom<0 | 1>(0, 1),
  survived: fc.constantFrom(0, 5, 8, 90, 270),
  closeIdle: fc.constantFrom(0, 1.9, 2, 9.9, 10, 60),
  halves: fc.oneof({ weight: 8, arbitrary: halves }, { weight: 1, arbitrary: alone }),
  gaveUp: rarely<0 | 1 | null>(null, 0, 1),
  lostState: rarely(false, true),
});

/** Of one connection, row 0: the one before is let go of, because an arena for each would take long. */
const shard = new Shard({ exchanges: 100, held: 100 }, null);
const { rows, exchanges, probers, program } = shard;
/** What is kept of its probes. */
let exchangeIds: number[] = [];
let proberIds: number[] = [];

/** So long before the last segment came the last one of the other side, s. */
const OTHERS_EARLIER = 7;

/** Writes the row of the connection. */
function write({ flags, segments, copies, silence, last, survived, closeIdle, halves }: Connection): void {
  if (rows.used > 0) rows.release(0);
  const row = rows.add();
  const page = rows.page(row);
  const at = rows.at(row);
  const lastOf = last === 1 ? R.CONNECTION_LAST_OF_RESPONDER : 0;
  page.setUint32(at + R.CONNECTION_FLAGS, flags | lastOf, true);
  page.setUint32(R.coldOf(at) + R.FIRST_FRAME, 1, true);
  page.setUint32(at + R.LAST_FRAME, 100, true);
  page.setUint32(at + R.SEGMENTS, segments, true);
  page.setUint32(R.rareOf(at) + R.COPIES, copies, true);
  page.setUint32(R.ownSeldomOf(page, at) + R.RESET_FRAME, 100, true);
  page.setFloat64(R.coldOf(at) + R.LONGEST_SILENCE, survived * SECOND, true);
  page.setFloat32(R.coldOf(at) + R.CLOSE_IDLE, closeIdle, true);
  for (const [direction, side] of halves.entries()) {
    const from = at + R.halfOffset(direction);
    const resumed = side.resume === 0 ? 0 : R.HALF_RESUMED;
    const discounted = side.accepted === null ? 0 : R.HALF_DISCOUNTED;
    page.setUint16(from + R.HALF_FLAGS, side.flags | resumed | discounted, true);
    page.setFloat64(R.probedOfHalf(from) + R.ACCEPTED_TIME, END - (side.accepted ?? 0) * SECOND, true);
    page.setUint32(R.coldOfHalf(from) + R.FIN_FRAME, side.fin, true);
    page.setUint16(from + R.RESENT_TIMES, side.resent, true);
    page.setUint32(R.ownSeldomOfHalf(page, from) + R.RESUME_FRAME, side.resume, true);
    page.setFloat32(R.ownSeldomOfHalf(page, from) + R.RESUME_SILENCE, side.resume === 0 ? 0 : 50, true);
    page.setUint32(from + R.OCTETS, side.octets, true);
    page.setUint32(R.rareOf(at) + R.OCTETS_ABOVE + 4 * direction, Math.floor(side.octets / 2 ** 32), true);
    page.setInt32(from + R.NEXT, side.next, true);
    page.setInt32(from + R.ACKNOWLEDGED, side.acknowledged, true);
    page.setUint16(from + R.WINDOW, side.window, true);
    const before = direction === last ? 0 : OTHERS_EARLIER;
    page.setFloat64(from + R.HALF_TIME, END - (silence + before) * SECOND, true);
  }
}

/** Writes its probes; its books. */
function writeProbes({ halves, gaveUp, lostState }: Connection): ProbeBooks | undefined {
  for (const id of exchangeIds) exchanges.forget(id);
  for (const id of proberIds) probers.release(id);
  exchangeIds = [];
  proberIds = [];
  const [originator, responder] = halves.map(({ probes, gap }, side) => {
    if (probes === null) return null;
    const id = probers.add();
    proberIds.push(id);
    rows.setProber(0, side === 0 ? 0 : 1, id);
    const row = new ProberRow(probers, id);
    if (side === gaveUp) row.setRest(GAVE_UP_FRAME, GIVE_UP);
    return { prober: proberOf(row, side === 0 ? 0 : 1, probes, gap) };
  });
  // Only who has probed gives up.
  const prober = gaveUp === 0 ? originator : responder;
  return booksOf(originator ?? null, responder ?? null, prober ? gaveUp : null, lostState);
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
  row: ProberRow,
  direction: 0 | 1,
  probes: NonNullable<Half['probes']>,
  gap: number,
): Prober {
  const prober = new Prober(exchanges, row, 100);
  for (const [place, { fate, isForWindow }] of probes.entries()) {
    const segment = new Segment();
    segment.frame = 20 + place;
    segment.time = (900 + gap * place) * SECOND;
    const id = exchanges.add(segment, direction, 10 * SECOND);
    exchangeIds.push(id);
    exchanges.setKind(id, isForWindow ? 'window-probe' : 'probe');
    prober.sent(id);
    if (fate === 'pending') exchanges.setOutcome(id, 'pending');
    if (fate === 'unanswered' || fate === 'pending') prober.settle();
    else if (fate !== null) prober.answer(id, fate, 30 + place, segment.time + 1);
  }
  return prober;
}

/** What express/ says; null: nothing. The survey asks it nothing of those whose peer had lost them. */
function judged(books: ProbeBooks | undefined): { code: VerdictCode | undefined; note: number } | null {
  const { codes, notes, firstFrames, sums } = judgeRows(
    program,
    shard.tracker.arena,
    END,
    Uint8Array.of(books === undefined || books.lostState === null ? 0 : 1),
  );
  const [code = 0] = codes;
  const [note = 0] = notes;
  const counts = noCounts();
  addSums(counts, sums);
  assert.deepEqual(counts, countsOf(books, code));
  assert.deepEqual([...firstFrames], [1]);
  return code === V.NOT_ORDINARY ? null : { code: VERDICT_CODES[code], note };
}

/** What the connection comes to; no more than its probes, where express/ says nothing of it. */
function countsOf(books: ProbeBooks | undefined, code: number): Counts {
  const counts = noCounts();
  for (const id of proberIds) countProber(counts, probers, id);
  if (code !== V.NOT_ORDINARY) count(counts, new Timeline(rows, 0, books, END));
  return counts;
}

test('of a connection without heartbeats express/ says nothing, or what the rules say', () => {
  const said = new Map<VerdictCode | 'in vain' | 'often' | undefined, number>();
  const add = (what: VerdictCode | 'in vain' | 'often' | undefined): unknown =>
    said.set(what, (said.get(what) ?? 0) + 1);
  fc.assert(
    fc.property(connection, (one) => {
      write(one);
      const books = writeProbes(one);
      const short = judged(books);
      if (short === null) return;
      add(short.code);
      if (short.code !== 'peer-dead' && short.note & NOTED_IN_VAIN) add('in vain');
      if (short.note & NOTED_OFTEN) add('often');
      const timeline = new Timeline(rows, 0, books, END);
      const { code } = diagnose(timeline);
      assert.deepEqual(short, { code, note: noteOf(timeline, code) });
    }),
    { seed: 1, numRuns: 10_000 },
  );
  // A test of nothing but connections that are for the rules would hold nothing together.
  for (const code of ORDINARY) assert.ok((said.get(code) ?? 0) >= 10, `${code}: ${said.get(code)}`);
  for (const what of ['in vain', 'often'] as const)
    assert.ok((said.get(what) ?? 0) >= 10, `${what}: ${said.get(what)}`);
});

test('rows that are free have no judgement, and the rest their own', () => {
  const shard = new Shard({ exchanges: 100, held: 100 }, null);
  const count = 5200;
  for (let row = 0; row < count; row++) {
    shard.rows.add();
    const at = R.coldOf(shard.rows.at(row)) + R.FIRST_FRAME;
    shard.rows.page(row).setUint32(at, 7 * row + 1, true);
  }
  shard.rows.release(2561);
  const { codes, notes, firstFrames } = shard.judge(END, new Uint8Array(count));
  assert.deepEqual([codes[2561], notes[2561], firstFrames[2561]], [0, 0, 0]);
  for (const row of [0, 19, 20, 2559, 2560, 2562, 5119, 5120, count - 1]) {
    assert.equal(codes[row], V.NOT_ORDINARY);
    assert.equal(firstFrames[row], 7 * row + 1);
  }
});

test('the numbers that express/ is compiled with are the places in the lists', () => {
  const { NOT_ORDINARY, ...places } = V;
  for (const [name, place] of Object.entries(places))
    assert.equal(place, placeOf(name.toLowerCase().replaceAll('_', '-') as VerdictCode), name);
  assert.ok(VERDICT_CODES.length <= NOT_ORDINARY);
  assert.ok(VERDICTS + 8 * VERDICT_CODES.length <= SUMS_OCTETS);
  assert.equal(OUTCOMES_OF_PROBES + 8 * PROBE_OUTCOMES.length, VERDICTS);
  assert.equal(PROBE_OUTCOMES.length, E.OUTCOMES);
  const outcomes = [E.UNANSWERED_PROBE, E.ACKNOWLEDGED_PROBE, E.ICMP_ERROR_PROBE, E.PENDING_PROBE];
  assert.deepEqual(
    outcomes.map((place) => PROBE_OUTCOMES[place]),
    ['unanswered', 'acknowledged', 'icmp-error', 'pending'],
  );
});
