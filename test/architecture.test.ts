/** Holds the way of the data (design.md): a room imports only rooms before it, and what comes after wire/ knows no file. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { test } from 'node:test';

interface Import {
  room: string;
  /** A path below src/, or a package or node: module. */
  target: string;
  /** Empty for what is not below src/. */
  targetRoom: string;
  isType: boolean;
  says: string;
}

const SOURCE = new URL('../src/', import.meta.url);
const ROOMS =
  'errors installation load capture wire tracking keepalive heartbeat timeline diagnosis express advice sharding report lab analysis-options inspection analyze annotate live host index cli'.split(
    ' ',
  );
const STATEMENT = /^(?:import|export) (type )?(?:[^'";]*? from )?'([^']+)'|\bimport\('([^']+)'\)/gm;

/** Numbers alone, which are compiled into AssemblyScript too; its imports have no extension. */
const LAYOUTS = [
  'capture/frame-layout',
  'tracking/row-layout',
  'tracking/index-layout',
  'tracking/pool-layout',
  'keepalive/exchange-layout',
  'keepalive/prober-layout',
  'keepalive/open-rows',
  'heartbeat/candidate-layout',
  'heartbeat/book-layout',
  'heartbeat/beat-layout',
  'diagnosis/counts-layout',
  'diagnosis/population/notes',
  'diagnosis/verdict-places',
];
/** Functions of numbers, which are compiled as AssemblyScript too: the compiler sees to it that they are nothing else. */
const COMPARISONS = ['diagnosis/silences', 'wire/farewell-length'];
/** Frames come to threads as columns, or as the records of a pcap, in memory that they lend. */
const COLUMNS = [
  'capture/frame-batch.ts',
  'capture/frame-layout.ts',
  'capture/record-run.ts',
  'capture/block-memory.ts',
];
const NAMED_BY_REPORT = ['capture/reader.ts', 'capture/live/notice.ts', 'capture/recorder-notice.ts'];

const BREACHES: readonly [title: string, isBreach: (one: Import) => boolean][] = [
  [
    'a room imports only rooms before it',
    ({ room, targetRoom }) => ROOMS.indexOf(targetRoom) > ROOMS.indexOf(room),
  ],
  [
    'only lab, inspection, analyze, annotate, live and cli know captures; report/ may name types of readers and notices, and frames come to sharding/ and express/ as columns or records',
    ({ room, target, targetRoom, isType }) =>
      targetRoom === 'capture' &&
      !['capture', 'lab', 'inspection', 'analyze', 'annotate', 'live', 'index', 'cli'].includes(room) &&
      !(room === 'report' && isType && NAMED_BY_REPORT.includes(target)) &&
      !(room === 'sharding' && COLUMNS.includes(target)) &&
      room !== 'express',
  ],
  [
    'express/ is compiled to WebAssembly with the layouts and the comparisons, nothing else, and nothing imports it',
    ({ room, target, targetRoom }) =>
      room === 'express'
        ? targetRoom !== 'express' && !LAYOUTS.includes(target) && !COMPARISONS.includes(target)
        : targetRoom === 'express',
  ],
  [
    'before analyze, only what loads the program, reads captures or runs the lab imports node: modules',
    // node:net for isIP(), which computes and touches no network.
    ({ room, target }) =>
      target.startsWith('node:') &&
      target !== 'node:net' &&
      !['load', 'capture', 'sharding', 'lab', 'analyze', 'host', 'cli'].includes(room),
  ],
];

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(new URL(name, SOURCE), 'utf8') }));
const imports = files.flatMap(({ name, text }) =>
  [...text.matchAll(STATEMENT)].map(([, type, from, loaded]): Import => {
    const named = from ?? loaded ?? '';
    const isLocal = named.startsWith('.');
    const target = isLocal ? posix.join(posix.dirname(name), named) : named;
    const targetRoom = isLocal ? roomOf(target) : '';
    return { room: roomOf(name), target, targetRoom, isType: type !== undefined, says: `${name}: ${target}` };
  }),
);

for (const [title, isBreach] of BREACHES) {
  test(title, () => {
    assert.notEqual(imports.length, 0);
    assert.deepEqual(
      imports.filter(isBreach).map(({ says }) => says),
      [],
    );
  });
}

test('the layouts that express/ is compiled with hold numbers only', () => {
  for (const layout of LAYOUTS) {
    const { text = '' } = files.find(({ name }) => name === `${layout}.ts`) ?? {};
    const code = text
      .replaceAll(/\/\*[\s\S]*?\*\//g, '')
      .split('\n')
      .filter(Boolean);
    assert.notEqual(code.length, 0);
    assert.deepEqual(
      code.filter((line) => !/^export const [A-Z][A-Z_\d]* = -?[\w.]+;$/.test(line)),
      [],
    );
  }
});

test('every file is in a room, has at most 250 lines and a name that says its idea', () => {
  const vague = /\b(utils?|helpers?|common|types)\b/;
  const wrong = files.filter(
    ({ name, text }) =>
      !ROOMS.includes(roomOf(name)) || text.trimEnd().split('\n').length > 250 || vague.test(name),
  );
  assert.deepEqual(
    wrong.map(({ name }) => name),
    [],
  );
});

function roomOf(name: string): string {
  return name.split('/')[0]?.replace(/\.ts$/, '') ?? '';
}
