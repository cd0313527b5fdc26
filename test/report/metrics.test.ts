/** The metrics of a live capture, read by a strict reader of the format and, where it is there, by Prometheus' own. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

import { addProcessMetrics } from '../../src/cli/process-metrics.ts';
import { VERDICT_CODES } from '../../src/diagnosis/verdict.ts';
import { type LiveFigures, LiveMetrics } from '../../src/report/metrics.ts';
import { readExposition } from '../support/exposition.ts';

const FIGURES: LiveFigures = {
  verdicts: new Map([
    ['alive', 7],
    ['peer-dead', 2],
  ]),
  outcomes: { unanswered: 6, acknowledged: 40, data: 3, reset: 2, 'icmp-error': 1, pending: 5 },
  probes: 57,
  windowProbes: 4,
  giveUps: 2,
  frames: 123_456_789_012,
  segments: 900,
  dropped: null,
  evicted: 8,
  connections: 9,
};

/** Reads it as Prometheus' Python client does: prints each sample. */
const PYTHON = `
import sys
from prometheus_client.parser import text_string_to_metric_families as families
for family in families(sys.stdin.read()):
    for sample in family.samples:
        print(sample.name, sorted(sample.labels.items()), sample.value)
`;
const python = ['python3', '/usr/bin/python3'].find(
  (name) => spawnSync(name, ['-c', 'import prometheus_client']).status === 0,
);

test('every figure is a metric under its name', async () => {
  const families = readExposition(await new LiveMetrics().render(FIGURES));
  const sampleOf = (series: string): number | undefined =>
    families.get(/^keepscope_\w+/.exec(series)?.[0] ?? '')?.samples.get(series);
  assert.equal(sampleOf('keepscope_connections{verdict="alive"}'), 7);
  assert.equal(sampleOf('keepscope_connections{verdict="closed"}'), 0);
  assert.equal(sampleOf('keepscope_probes_total{outcome="icmp-error"}'), 1);
  assert.equal(sampleOf('keepscope_probes_pending'), 5);
  assert.equal(sampleOf('keepscope_window_probes_total'), 4);
  assert.equal(sampleOf('keepscope_give_ups_total'), 2);
  assert.equal(sampleOf('keepscope_frames_total'), 123_456_789_012);
  assert.equal(sampleOf('keepscope_segments_total'), 900);
  assert.equal(sampleOf('keepscope_evicted_connections_total'), 8);
  assert.equal(sampleOf('keepscope_tracked_connections'), 9);
});

test('frames dropped are absent, not 0, while nobody says how many', async () => {
  const metrics = new LiveMetrics();
  const samples = async (dropped: number | null): Promise<number[]> => {
    const families = readExposition(await metrics.render({ ...FIGURES, dropped }));
    return [...(families.get('keepscope_dropped_frames_total')?.samples.values() ?? [])];
  };
  assert.deepEqual(await samples(null), []);
  assert.deepEqual(await samples(0), [0]);
  assert.deepEqual(await samples(12), [12]);
  assert.deepEqual(await samples(null), []);
});

test('an answer is counted in the bucket of its time and in all above', async () => {
  const metrics = new LiveMetrics();
  for (const rtt of [17e-6, 0.02, 0.6, 30, -1, Number.NaN]) metrics.observeAnswer(rtt);
  const { samples } = readExposition(await metrics.render(FIGURES)).get('keepscope_probe_rtt_seconds') ?? {};
  const below = (bound: string): number | undefined =>
    samples?.get(`keepscope_probe_rtt_seconds_bucket{le="${bound}"}`);
  assert.equal(below('0.00005'), 1);
  assert.equal(below('0.01'), 1);
  assert.equal(below('0.025'), 2);
  assert.equal(below('1'), 3);
  assert.equal(below('+Inf'), 4);
});

test('the series are the same with and without traffic, each label from a fixed list', async () => {
  const seriesOf = async (figures: LiveFigures): Promise<string[]> =>
    [...readExposition(await new LiveMetrics().render(figures)).values()].flatMap(({ samples }) => [
      ...samples.keys(),
    ]);
  const outcomes = { unanswered: 0, acknowledged: 0, data: 0, reset: 0, 'icmp-error': 0, pending: 0 };
  const quiet = await seriesOf({ ...FIGURES, outcomes, verdicts: new Map() });
  const busy = await seriesOf({ ...FIGURES, verdicts: new Map(VERDICT_CODES.map((code) => [code, 1e6])) });
  assert.deepEqual(quiet, busy);
  assert.ok(quiet.length < 60);
});

test('the process is measured when it is scraped', async () => {
  const metrics = new LiveMetrics();
  addProcessMetrics(metrics.registry);
  const families = readExposition(await metrics.render(FIGURES));
  const value = (name: string): number => families.get(name)?.samples.get(name) ?? 0;
  assert.ok(value('process_resident_memory_bytes') > 1e7);
  assert.ok(value('process_cpu_seconds_total') > 0);
  assert.ok(value('process_start_time_seconds') > 1.7e9);
});

const skip = python === undefined && 'the Python module prometheus_client is not installed';
test("Prometheus' own reader gets the same samples", { skip }, async () => {
  const metrics = new LiveMetrics();
  metrics.observeAnswer(0.02);
  const text = await metrics.render({ ...FIGURES, dropped: 3 });
  const { stdout, status } = spawnSync(python ?? '', ['-c', PYTHON], { input: text, encoding: 'utf8' });
  assert.equal(status, 0);
  const ours = [...readExposition(text).values()].flatMap(({ samples }) =>
    [...samples].map(([series, value]) => `${series.replace(/\{.*/, '')} ${value}`),
  );
  const theirs = stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(/^(\S+) .* (\S+)$/, (_, name, value) => `${name} ${Number(value)}`));
  assert.deepEqual(theirs.toSorted(), ours.toSorted());
});

test('a counter never falls: a probe that was counted may get another outcome', async () => {
  const metrics = new LiveMetrics();
  const told = async (unanswered: number, error: number): Promise<(number | undefined)[]> => {
    const outcomes = { ...FIGURES.outcomes, unanswered, 'icmp-error': error };
    const { samples } = readExposition(await metrics.render({ ...FIGURES, outcomes })).get(
      'keepscope_probes_total',
    ) ?? { samples: new Map<string, number>() };
    return ['unanswered', 'icmp-error'].map((outcome) =>
      samples.get(`keepscope_probes_total{outcome="${outcome}"}`),
    );
  };
  assert.deepEqual(await told(6, 1), [6, 1]);
  assert.deepEqual(await told(2, 5), [6, 5]);
  assert.deepEqual(await told(7, 5), [7, 5]);
});
