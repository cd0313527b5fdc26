/**
 * A strict reader of Prometheus' text format 0.0.4, written from its description (prometheus.io/docs/instrumenting/
 * exposition_formats). It refuses what `promtool check metrics` refuses: samples without their TYPE, series given twice,
 * counters that are not called so, histograms whose buckets do not add up.
 */
import assert from 'node:assert/strict';

export interface Family {
  name: string;
  type: string;
  help: string;
  /** Values by the sample's name and labels, as written. */
  samples: Map<string, number>;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const SAMPLE = new RegExp(`^(${NAME})(\\{(.*)\\})? (\\S+)$`);
const LABELS = /^([a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*$/;

/** The families by name. Throws where the text is not what the format allows. */
export function readExposition(text: string): Map<string, Family> {
  assert.ok(text.endsWith('\n'), 'the last line ends');
  const families = new Map<string, Family>();
  let current: Family | null = null;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, keyword, name = '', rest = ''] = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`).exec(line) ?? [];
    if (keyword === 'HELP') {
      assert.ok(!families.has(name), `${name} is described once`);
      current = { name, type: '', help: rest, samples: new Map() };
      families.set(name, current);
    } else if (keyword === 'TYPE') {
      assert.ok(current?.name === name && current.type === '', `TYPE of ${name} follows its HELP`);
      assert.match(rest, /^(counter|gauge|histogram)$/);
      current.type = rest;
    } else {
      assert.ok(current !== null && current.type !== '', `a TYPE before ${line}`);
      addSample(current, line);
    }
  }
  for (const family of families.values()) check(family);
  return families;
}

function addSample(family: Family, line: string): void {
  const [, name = '', braces = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
  assert.notEqual(name, '', `a sample: ${line}`);
  const suffix = name.slice(family.name.length);
  assert.ok(name.startsWith(family.name), `${name} stands with its family`);
  const suffixes = family.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
  assert.ok(suffixes.includes(suffix), `${name} is a sample of ${family.name}`);
  assert.match(labels, LABELS);
  assert.match(value, /^([+-]?\d+(\.\d+)?(e[+-]?\d+)?|[+-]Inf|NaN)$/);
  const series = `${name}${braces}`;
  assert.ok(!family.samples.has(series), `${series} is given once`);
  family.samples.set(series, Number(value.replace('Inf', 'Infinity')));
}

function check({ name, type, help, samples }: Family): void {
  assert.notEqual(help, '');
  assert.equal(name.endsWith('_total'), type === 'counter', `${name} is called what it is`);
  if (type !== 'histogram') return;
  const buckets = [...samples].filter(([series]) => series.startsWith(`${name}_bucket`));
  const bounds = buckets.map(([series]) =>
    Number(/le="([^"]+)"/.exec(series)?.[1]?.replace('+Inf', 'Infinity')),
  );
  const counts = buckets.map(([, count]) => count);
  const rising = (values: number[]): number[] => values.toSorted((one, other) => one - other);
  assert.deepEqual(bounds, rising(bounds));
  assert.deepEqual(counts, rising(counts));
  assert.equal(bounds.at(-1), Number.POSITIVE_INFINITY);
  assert.equal(counts.at(-1), samples.get(`${name}_count`));
}
