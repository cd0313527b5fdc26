/** The JSON report: valid by its schema, in the order of the contract, exact in its numbers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';

import { renderEvents } from '../../src/report/events.ts';
import { GENERATOR } from '../../src/report/generator.ts';
import { renderJson } from '../../src/report/json.ts';
import { jsonNumber } from '../../src/report/json-number.ts';
import { jsonText } from '../../src/report/json-octets.ts';
import type { EventRecord, HeartbeatReport } from '../../src/report/model.ts';
import { VERDICT_CODES } from '../../src/report/verdict-severity.ts';
import {
  captureReport,
  connectionReport,
  connectionsOf,
  deadPeerConnection,
  examinationOf,
  findingReport,
  keepaliveReport,
} from '../support/reports.ts';

const schema = JSON.parse(readFileSync(new URL('../../schema/report-1.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ allErrors: true }).compile(schema);

const HEARTBEAT: HeartbeatReport = {
  protocol: 'websocket',
  from: 'originator',
  periodSeconds: 30,
  beats: 4,
  answered: 3,
  impliedTimeoutSeconds: null,
  octets: 6,
  answerOctets: 2,
};

const FULL = examinationOf(
  [
    deadPeerConnection({ findings: [findingReport('keepalive-marginal')] }),
    connectionReport({
      id: 2,
      keepalive: { originator: keepaliveReport({ idleSeconds: null, payloadOctets: 1 }), responder: null },
      heartbeats: [HEARTBEAT],
    }),
  ],
  {
    captures: [
      captureReport(),
      captureReport({
        path: '-',
        format: 'pcapng',
        compression: 'zstd',
        firstAt: null,
        lastAt: null,
        dropped: 3,
        complete: false,
        anomalies: [{ code: 'capture-cut-short', count: 1, firstFrame: 31 }],
        skipped: [{ code: 'not-tcp', count: 7, firstFrame: 2 }],
      }),
    ],
    findings: [findingReport('idle-timeout-bounded', { severity: 'error' })],
  },
);

function textOf(pieces: Iterable<Uint8Array>): string {
  return Buffer.concat([...pieces]).toString();
}

function parsed(selection = {}): Record<string, unknown> {
  return JSON.parse(textOf(renderJson(FULL, selection)));
}

test('a report is valid by its schema', () => {
  assert.equal(validate(parsed()), true, JSON.stringify(validate.errors));
});

test('a report of nothing is valid by its schema', () => {
  const text = textOf(renderJson(examinationOf([], { captures: [] })));
  assert.equal(validate(JSON.parse(text)), true, JSON.stringify(validate.errors));
});

test('the schema knows every verdict, and requires every key that it describes, but for those of text', () => {
  assert.deepEqual([...schema.$defs.verdictCode.enum].sort(), [...VERDICT_CODES].sort());
  type Described = { description?: string };
  type Definition = { properties?: Record<string, Described>; required?: string[] };
  for (const [name, { properties, required }] of Object.entries<Definition>(schema.$defs)) {
    if (properties === undefined) continue;
    const always = Object.entries(properties).filter(
      ([, { description }]) => !description?.startsWith('Of text'),
    );
    assert.deepEqual(
      required,
      always.map(([key]) => key),
      name,
    );
  }
});

test('keys come in the order of the schema', () => {
  const report = JSON.parse(textOf(renderJson(FULL)));
  assert.deepEqual(Object.keys(report), Object.keys(schema.properties));
  assert.deepEqual(Object.keys(report.connections[0]), Object.keys(schema.$defs.connection.properties));
  assert.deepEqual(Object.keys(report.captures[0]), Object.keys(schema.$defs.capture.properties));
});

test('what is read back is what was reported', () => {
  const { captures, summary, findings } = FULL;
  const expected = { captures, summary, connections: [...FULL.connections()], findings };
  assert.deepEqual(parsed(), { schemaVersion: '1.0', generator: { ...GENERATOR }, ...expected });
});

test('a selection narrows the connections and leaves the summary alone', () => {
  const report = JSON.parse(textOf(renderJson(FULL, { verdicts: ['peer-dead'] })));
  assert.equal(report.connections.length, 1);
  assert.equal(report.summary.connections, 2);
});

test('a report of many connections is made in pieces of some', () => {
  const pieces = [...renderJson(examinationOf(connectionsOf(new Array(500).fill('alive'))))];
  assert.ok(pieces.length > 5);
  assert.ok(Math.max(...pieces.map(({ length }) => length)) < 70_000);
  assert.equal(JSON.parse(textOf(pieces)).connections.length, 500);
});

test('the version of the generator is that of the package', () => {
  const { name, version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  assert.deepEqual({ ...GENERATOR }, { name, version });
});

const NUMBERS: readonly [number, string][] = [
  [0, '0'],
  [-0, '0'],
  [31, '31'],
  [10.24, '10.24'],
  [0.1 + 0.2, '0.3'],
  [1e-7, '0.0000001'],
  [1e-12, '0'],
  [158.655537, '158.655537'],
  [Number.NaN, 'null'],
  [Number.POSITIVE_INFINITY, 'null'],
];

for (const [value, text] of NUMBERS) {
  test(`the number ${value} is written ${text}`, () => {
    assert.equal(jsonNumber(value), text);
    assert.equal(jsonText(value), text);
  });
}

test('a number is written as toFixed(9) rounds it, without the zeros at its end', () => {
  const short = fc
    .tuple(fc.integer(), fc.integer({ min: 0, max: 14 }))
    .map(([digits, decimals]) => Number(`${digits}e-${decimals}`));
  // Where String begins with an exponent, and where doubles come to be a nanosecond apart.
  const atBounds = fc
    .tuple(fc.constantFrom(1e-6, 2 ** 22, 2 ** 23, 2 ** 24), fc.double({ min: 0.5, max: 2, noNaN: true }))
    .map(([bound, share]) => Number((bound * share).toPrecision(16)));
  // Halves of a billionth, and what is next to them.
  const atHalves = fc
    .tuple(fc.nat(2 ** 50), fc.constantFrom(0, Number.EPSILON, -Number.EPSILON))
    .map(([billionths, off]) => ((billionths + 0.5) / 1e9) * (1 + off));
  fc.assert(
    fc.property(
      fc.oneof(short, atBounds, atHalves, fc.double({ min: -1e11, max: 1e11, noNaN: true })),
      (value) => {
        const [whole, decimals = ''] = value.toFixed(9).split('.');
        const shortest = `${whole}.${decimals}`.replace(/0+$/, '').replace(/\.$/, '');
        const expected = shortest === '-0' ? '0' : shortest;
        assert.equal(jsonNumber(value), expected);
        assert.equal(jsonText(value), expected);
      },
    ),
    { numRuns: 20_000 },
  );
});

test('plain objects stand on one line, others on several', () => {
  assert.equal(jsonText({ a: 1, b: null, c: 'x"y' }), '{ "a": 1, "b": null, "c": "x\\"y" }');
  assert.equal(jsonText({ a: [{ b: 1 }], c: [] }), '{\n  "a": [\n    { "b": 1 }\n  ],\n  "c": []\n}');
  assert.equal(jsonText(['a', 1]), '["a", 1]');
  assert.equal(jsonText([]), '[]');
  assert.equal(jsonText({}), '{}');
  assert.equal(jsonText({ a: undefined, b: [[], {}] }), '{\n  "b": [\n    [],\n    {}\n  ]\n}');
});

test('a list of plain values stands on one line as long as it fits', () => {
  const fitting = [...new Array(5).fill('1234567890'), '123456'];
  assert.equal(jsonText(fitting), `["${fitting.join('", "')}"]`);
  const longer = [...new Array(5).fill('1234567890'), '1234567'];
  assert.equal(jsonText(longer), `[\n  "${longer.join('",\n  "')}"\n]`);
});

test('any value is read back as JSON.stringify() has it, however long', () => {
  const anything = fc.object({
    key: fc.stringMatching(/^[a-zA-Z]{1,40}$/),
    values: [
      fc.double({ noNaN: true }),
      fc.integer(),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(null, true, false),
    ],
    maxDepth: 4,
  });
  fc.assert(
    fc.property(anything, fc.nat(3000), (value, length) => {
      const whole = { value, text: 'é'.repeat(length), list: new Array(length).fill('x') };
      // Numbers have nine decimals at most.
      const rounded = (_: string, member: unknown): unknown =>
        typeof member === 'number' ? Number(member.toFixed(9)) : member;
      assert.deepEqual(JSON.parse(jsonText(whole)), JSON.parse(JSON.stringify(whole, rounded)));
    }),
  );
});

test('events are one compact line each', async () => {
  const event: EventRecord = {
    frame: 12,
    capture: 0,
    at: '2026-01-02T03:04:05.000000006Z',
    connection: 1,
    from: 'originator',
    kind: 'probe',
    answers: null,
  };
  const all: EventRecord[] = [event, { ...event, frame: 13, kind: 'keepalive-ack', answers: 12 }];
  async function* blocks(): AsyncGenerator<EventRecord[]> {
    yield all;
    yield [];
    yield [event];
  }
  let text = '';
  for await (const chunk of renderEvents(blocks())) text += chunk;
  assert.deepEqual(text.split('\n'), [...all, event].map((one) => JSON.stringify(one)).concat(''));
});
