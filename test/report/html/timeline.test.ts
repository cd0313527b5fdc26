/** The marks of timelines, what is expected of probers, and how timelines are packed and shortened. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { examine } from '../../../src/index.ts';
import { markupText } from '../../../src/report/html/markup.ts';
import { RoomForTimelines } from '../../../src/report/html/room-for-timelines.ts';
import { timelineDescription } from '../../../src/report/html/timeline/description.ts';
import { drawing } from '../../../src/report/html/timeline/drawing.ts';
import { expectations } from '../../../src/report/html/timeline/expectation.ts';
import { condensed, type Mark, type Timeline, timelineOf } from '../../../src/report/html/timeline/marks.ts';
import { packed, unpacked } from '../../../src/report/html/timeline/packed.ts';
import type { TraceEntry } from '../../../src/report/model.ts';
import { ALL_FIXTURES } from '../../support/fixtures.ts';
import { deadPeerConnection, estimate, keepaliveReport } from '../../support/reports.ts';

type Segment = Extract<TraceEntry, { type: 'segment' }>;

const START = '2021-03-04T12:00:00.000000000Z';
const at = (seconds: number): string =>
  `${new Date(Date.parse(START) + seconds * 1000).toISOString().slice(0, 23)}000000Z`;

function segment(seconds: number, changes: Partial<Segment> = {}): Segment {
  return {
    type: 'segment',
    frame: Math.round(seconds) + 1,
    capture: 0,
    at: at(seconds),
    from: 'originator',
    kind: 'data',
    flags: ['ACK'],
    octets: 0,
    sinceSeconds: null,
    runPosition: null,
    outcome: null,
    answers: null,
    rttSeconds: null,
    note: null,
    ...changes,
  };
}

const probe = (seconds: number, outcome: Segment['outcome'], runPosition: number): Segment =>
  segment(seconds, { kind: 'probe', outcome, runPosition });
const answer = (seconds: number): Segment => segment(seconds, { kind: 'keepalive-ack', from: 'responder' });
const timeline = (entries: readonly TraceEntry[], end: number): Timeline =>
  timelineOf(entries, START, at(end));

const SETTINGS = keepaliveReport({
  idleSeconds: estimate(10),
  intervalSeconds: estimate(5),
  count: estimate(3),
});
const expecting = { keepalive: { originator: SETTINGS, responder: null }, isOpen: true };

test('a probe is due the idle time after the last word of the peer, then every interval', () => {
  const shown = timeline(
    [
      answer(0),
      probe(10, 'acknowledged', 1),
      answer(10),
      probe(20, 'unanswered', 1),
      probe(25, 'unanswered', 2),
    ],
    26,
  );
  assert.deepEqual(
    expectations(shown, expecting).map(({ what, from, isAhead }) => [what, from, isAhead]),
    [
      ['probe', 10, false],
      ['probe', 20, false],
      ['probe', 25, false],
      ['probe', 30, true],
      ['give-up', 35, true],
    ],
  );
});

test('after as many unanswered probes as the count says, it gives up', () => {
  const entries = [
    answer(0),
    ...[10, 15, 20].map((seconds, index) => probe(seconds, 'unanswered', index + 1)),
  ];
  const last = expectations(timeline(entries, 21), expecting).at(-1);
  assert.deepEqual([last?.what, last?.from, last?.isAhead], ['give-up', 25, true]);
});

test('nothing is due where traffic came first, nor after a connection has ended', () => {
  const busy = [0, 4, 8, 12].map((seconds) => answer(seconds));
  assert.deepEqual(expectations(timeline(busy, 12), { ...expecting, isOpen: false }), []);
});

// Measured in network namespaces: Linux restarts its idle clock for a received probe with an octet only, and for no ICMP error.
for (const [what, between, due] of [
  ['an empty probe of the peer', { kind: 'probe', outcome: 'acknowledged' }, 10],
  ['a probe of the peer with an octet', { kind: 'probe', outcome: 'acknowledged', octets: 1 }, 16],
  ['an ICMP error', { kind: 'icmp-error' }, 10],
] as const) {
  test(`${what} after 6 s: the next probe is due after ${due} s`, () => {
    const shown = timeline([answer(0), segment(6, { ...between, from: 'responder' })], 7);
    assert.deepEqual(
      expectations(shown, expecting).map((one) => [one.what, one.from]),
      [['probe', due]],
    );
  });
}

test('an ICMP error about an unanswered probe is no answer: the interval runs on', () => {
  const shown = timeline(
    [
      answer(0),
      probe(10, 'unanswered', 1),
      segment(11, { kind: 'icmp-error', flags: [], from: 'responder' }),
      probe(15, 'unanswered', 2),
    ],
    16,
  );
  assert.deepEqual(
    expectations(shown, expecting).map(({ what, from, isAhead }) => [what, from, isAhead]),
    [
      ['probe', 10, false],
      ['probe', 15, false],
      ['probe', 20, true],
      ['give-up', 25, true],
    ],
  );
});

test('a window probe and what answers it start no keepalive timer', () => {
  const entries = [
    segment(0, { kind: 'window-probe', outcome: 'acknowledged' }),
    segment(0.1, { kind: 'window-probe-ack', from: 'responder' }),
    segment(30, { kind: 'window-probe', outcome: 'acknowledged' }),
  ];
  assert.deepEqual(expectations(timeline(entries, 31), expecting), []);
});

for (const { name, file } of ALL_FIXTURES) {
  test(`${name}: timelines survive packing`, async () => {
    const examination = await examine(file, { trace: true });
    for (const { id, firstAt } of examination.connections()) {
      const made = timelineOf(examination.trace(id), firstAt, firstAt);
      const back = unpacked(JSON.parse(JSON.stringify(packed(made))), firstAt);
      assert.deepEqual(back.marks.map(withoutSince), made.marks.map(withoutSince));
      assert.deepEqual(back.marks.map(sinceOf), made.marks.map(sinceOf));
      assert.equal(back.captureEnd, made.captureEnd);
    }
  });
}

test('a long timeline keeps its beginning and more of its end, and counts what lies between', () => {
  const entries = Array.from({ length: 100 }, (_, index) => answer(index));
  const short = condensed(timeline(entries, 99), 30);
  assert.equal(short.marks.length, 30);
  assert.deepEqual(short.marks[10], { type: 'omitted', entries: 71, time: 9 });
  assert.equal(short.marks.at(-1)?.time, 99);
});

test('while there is room timelines are whole; when many are long each gets less, and all fit', () => {
  const long = timeline(
    Array.from({ length: 500 }, (_, index) => answer(index)),
    499,
  );
  assert.equal(new RoomForTimelines(1).take(long)?.marks.length, 500);
  const room = new RoomForTimelines(200, 100_000);
  const taken = Array.from({ length: 200 }, () => room.take(long));
  assert.ok(taken.some((one) => one === null) || taken.some((one) => (one?.marks.length ?? 0) < 500));
  assert.ok(JSON.stringify(taken).length < 101_000);
});

test('the picture has the same width as its scale, and a place inside it for every mark', () => {
  const entries = [
    answer(0),
    probe(10, 'unanswered', 1),
    segment(7300, { kind: 'reset', flags: ['RST'], note: 'gives-up' }),
  ];
  const drawn = drawing(timeline(entries, 7300), {
    ...expecting,
    isOpen: false,
    width: 800,
    firstAt: START,
    description: 'a timeline',
    isEvidence: () => true,
  });
  assert.equal(drawn.picture.attributes['aria-label'], 'a timeline');
  assert.equal(drawn.places.length, entries.length);
  assert.ok(drawn.places.every((place) => place > 0 && place < drawn.width));
});

/** The picture of entries, all of which prove something. */
function pictureOf(entries: readonly TraceEntry[]): string {
  const drawn = drawing(timeline(entries, 60), {
    ...expecting,
    isOpen: false,
    width: 1200,
    firstAt: START,
    description: 'a timeline',
    isEvidence: () => true,
  });
  return markupText(drawn.picture);
}

test('each frame that proves something has a ring, an ICMP error between the lanes too', () => {
  const picture = pictureOf([
    answer(0),
    probe(10, 'icmp-error', 1),
    segment(11, { kind: 'icmp-error', from: 'responder', flags: [] }),
    segment(40, { kind: 'reset', flags: ['RST'] }),
  ]);
  const rings = [...picture.matchAll(/<circle class="evidence" cx="[\d.]+" cy="(\d+)"/g)].map(([, y]) => y);
  assert.deepEqual(rings.sort(), ['124', '42', '42', '83']);
});

test('one octet of a burst is one octet', () => {
  const nothing = { segments: 0, octets: 0 };
  const burst = (seconds: number, octets: number): TraceEntry => ({
    type: 'burst',
    frame: 1,
    capture: 0,
    at: at(seconds),
    lastAt: at(seconds),
    lastFrame: 1,
    originator: { segments: 1, octets },
    responder: nothing,
    sinceSeconds: null,
  });
  const words = [...pictureOf([burst(0, 1), burst(50, 12)]).matchAll(/>(\d+ octets?)</g)].map(
    ([, text]) => text,
  );
  assert.deepEqual(words, ['1 octet', '12 octets']);
});

test('a timeline is told in words: probes, their outcomes, the longest gap and the verdict', () => {
  const words = timelineDescription(deadPeerConnection());
  assert.match(
    words,
    /^Timeline of connection 1: 31 segments in 2 min 39 s\. 12 probes of the responder, 9 acknowledged, 3 unanswered\. /,
  );
  assert.match(words, /Longest idle gap 15\.4 s\. The responder gave up/);
});

function withoutSince(mark: Mark): unknown {
  return mark.type === 'omitted' ? mark : { ...mark, sinceSeconds: null };
}

/** To the nanosecond; the first mark has none, and none is known after an omission. */
function sinceOf(mark: Mark): number {
  return mark.type === 'omitted' ? 0 : Math.round((mark.sinceSeconds ?? 0) * 1e9);
}
