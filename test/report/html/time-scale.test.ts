/** Places on the axis of a timeline: to scale where that can be seen, shortened and spread where not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { breakFrom } from '../../../src/report/html/timeline/breaks.ts';
import { type Stop, type TimeScale, timeScale } from '../../../src/report/html/timeline/time-scale.ts';

const NONE = Number.POSITIVE_INFINITY;
const repeated = (length: number, count: number): number[] => Array.from({ length: count }, () => length);

const BREAKS: readonly [title: string, lengths: readonly number[], from: number][] = [
  ['probes at an even pace are not broken', [4e-5, ...repeated(10.24, 12), ...repeated(5.12, 3)], NONE],
  ['two hours before probes at 75 s are', [4e-5, 0.02, 7200, ...repeated(75, 9)], 7200],
  ['all of several idle gaps are', [...repeated(7200, 4), ...repeated(75, 9)], 7200],
  ['two hours beside a reply of a millisecond are', [7200, 0.001], 7200],
  ['a few seconds beside milliseconds are not', [10, 0.001, 0.002], NONE],
  ['an even pace is not broken for one pause of data', [...repeated(10, 20), 1.2], NONE],
  ['nothing is, where there is one length', [7200], NONE],
  ['nothing is, where there is nothing', [], NONE],
];

for (const [title, lengths, from] of BREAKS) {
  test(title, () => {
    assert.equal(breakFrom(lengths), from);
  });
}

const stopsAt = (times: readonly number[]): Stop[] =>
  times.map((time, index) => ({
    time,
    room: 7,
    lanes: index % 2 === 0 ? 1 : 2,
    afterOmission: false,
    isAhead: false,
  }));

test('equal times are equally long on the axis, and the whole width is used', () => {
  const scale = timeScale(stopsAt([0, 10, 20, 40]), 1000);
  const [first = 0, second = 0, third = 0] = widths(scale);
  assert.ok(Math.abs(first - second) < 0.01);
  assert.ok(Math.abs(third - 2 * first) < 0.01);
  assert.ok(Math.abs(scale.width - 1000) < 0.01);
});

test('a reply after microseconds stands visibly right of what it answers, and is said to be spread', () => {
  const scale = timeScale(stopsAt([0, 0.00002, 10, 10.00002]), 1000);
  assert.deepEqual(
    scale.stretches.map(({ kind }) => kind),
    ['spread', 'scaled', 'spread'],
  );
  assert.ok((widths(scale)[0] ?? 0) >= 9);
});

test('a broken gap is longer to the eye than the longest that is to scale, and leaves room for the others', () => {
  const scale = timeScale(stopsAt([0, 7200, 7275, 7350, 7425]), 1000);
  const [broken = 0, scaled = 0] = widths(scale);
  assert.equal(scale.stretches[0]?.kind, 'broken');
  assert.ok(broken > scaled && broken < 3 * scaled, `${broken} and ${scaled}`);
});

test('places rise with time whatever the width, between stops too', () => {
  const times = [0, 0.00004, 0.00008, 0.5, 3600, 3600.001, 3601, 3602, 3602];
  for (const width of [50, 300, 1000, 20_000]) {
    const scale = timeScale(stopsAt(times), width);
    const between = times.flatMap((time, index) => [time, (time + (times[index + 1] ?? time)) / 2]);
    const places = between.map((time) => scale.placeOf(time));
    assert.deepEqual(
      places.toSorted((first, second) => first - second),
      places,
    );
    assert.ok(scale.places.every((place) => place <= scale.width));
  }
});

test('one stop, and none, have a place', () => {
  assert.equal(timeScale(stopsAt([5]), 500).places.length, 1);
  assert.deepEqual(timeScale([], 500).stretches, []);
});

function widths({ stretches }: TimeScale): number[] {
  return stretches.map(({ fromX, toX }) => toX - fromX);
}
