/** `keepscope FILE...` from outside: streams, exit statuses, odd names, a reader that leaves, an interruption. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';

import { keepscope, startKeepscope } from '../support/command.ts';
import { refusedConnections } from '../support/refused-connections.ts';

const folder = mkdtempSync(join(tmpdir(), 'keepscope-cli-'));
after(() => rmSync(folder, { recursive: true }));
const capture = refusedConnections(3);
const file = join(folder, 'refused.pcap');
writeFileSync(file, capture);
const large = join(folder, 'large.pcap');
writeFileSync(large, refusedConnections(20_000));

test('a file is analyzed, with or without the name of the command, and nothing is said on standard error', () => {
  const plain = keepscope([file]);
  assert.equal(plain.status, 0);
  assert.equal(plain.stderr, '');
  assert.match(plain.stdout, /3 connections/);
  assert.deepEqual(keepscope(['analyze', file]), plain);
});

test('of more connections than --max-connections, those that are let go of are counted and judged', () => {
  const two = keepscope([file, '--max-connections', '2']);
  assert.match(two.stdout, /3 connections, 3 need attention: 3 reset/);
  assert.match(
    two.stdout,
    /1 connection was let go of at the limit of 2, and is counted but not listed: 1\sclosed/,
  );
  const { summary, connections } = JSON.parse(
    keepscope([file, '--max-connections', '2', '--format', 'json']).stdout,
  );
  assert.deepEqual(summary.evicted, { limit: 2, connections: 1, closed: 1, quiet: 0, probed: 0 });
  assert.deepEqual(
    connections.map(({ id }: { id: number }) => id),
    [2, 3],
  );
  for (const wrong of ['0', 'many', '-1', '1.5'])
    assert.equal(keepscope([file, `--max-connections=${wrong}`]).status, 2);
});

test('- reads standard input', () => {
  const report = JSON.parse(keepscope(['-', '--format', 'json'], { input: capture }).stdout);
  assert.equal(report.captures[0].path, '-');
  assert.equal(report.summary.connections, 3);
});

for (const name of [
  'with blanks.pcap',
  'with\nbreak.pcap',
  '-dashed.pcap',
  '--top',
  '007',
  '1e3',
  'schéma 名.pcap',
]) {
  test(`a file named ${JSON.stringify(name)} is read after --, and its name cannot write to the terminal`, () => {
    writeFileSync(join(folder, name), capture);
    const { status, stdout, stderr } = keepscope(['--', name], { cwd: folder });
    assert.equal(stderr, '');
    assert.equal(status, 0);
    assert.equal(stdout.split('\n')[0]?.startsWith(name.replace('\n', '\\x0a')), true);
  });
}

test('names that look like numbers are names', () => {
  writeFileSync(join(folder, '08'), capture);
  assert.match(keepscope(['08'], { cwd: folder }).stdout, /^08: pcap/);
});

test('a selection narrows what is listed in JSON', () => {
  const { stdout } = keepscope([file, '--port', '10001,10002', '--connection', '2', '--format', 'json']);
  const report = JSON.parse(stdout);
  assert.deepEqual(
    report.connections.map(({ id }: { id: number }) => id),
    [2],
  );
  assert.equal(report.summary.connections, 3);
});

test('a report of a real run is valid by the schema and in its key order', () => {
  const schema = JSON.parse(keepscope(['schema']).stdout);
  const report = JSON.parse(keepscope([file, '--format', 'json']).stdout);
  const validate = new Ajv2020({ allErrors: true }).compile(schema);
  assert.equal(validate(report), true, JSON.stringify(validate.errors));
  const { connection, capture, summary, verdict } = schema.$defs;
  const [first] = report.connections;
  for (const [value, described] of [
    [report, schema],
    [report.captures[0], capture],
    [report.summary, summary],
    [first, connection],
    [first.verdict, verdict],
  ]) {
    assert.deepEqual(Object.keys(value), Object.keys(described.properties));
  }
});

test('events are a line each, of the selected connections', () => {
  const { status, stdout } = keepscope([file, '--format', 'events', '--connection', '2']);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(status, 0);
  assert.deepEqual(
    events.map(({ frame, kind }) => [frame, kind]),
    [
      [3, 'syn'],
      [4, 'reset'],
    ],
  );
});

test('a trace shows each frame of the connection', () => {
  const { stdout } = keepscope([file, '--format', 'trace', '--connection', '1']);
  assert.match(stdout, /^connection 1 {2}10\.0\.0\.1:10000 -> 10\.0\.0\.2:22\n/);
  assert.match(stdout, /\n +1 .* SYN +-+>\n +2 .*<-+ RST,ACK/);
});

test('--fail-on gives status 1 when it is met, and the report all the same', () => {
  const met = keepscope([file, '--fail-on', 'warning']);
  assert.equal(met.status, 1);
  assert.equal(met.stdout, keepscope([file]).stdout);
  assert.equal(keepscope([file, '--fail-on', 'peer-dead']).status, 0);
});

for (const [what, args, input] of [
  ['a missing file', ['missing.pcap'], ''],
  ['a folder', ['.'], ''],
  ['no capture', ['-'], 'this is no capture'],
  ['nothing', ['-'], ''],
  ['a missing file after a good one', [file, 'missing.pcap'], ''],
] as const) {
  test(`${what} is one line on standard error and status 2`, () => {
    const { status, stdout, stderr } = keepscope(args, { input, cwd: folder });
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^keepscope: [^\n]+; [^\n]+\n$/);
  });
}

test('colour is as the environment says', () => {
  const introducer = String.fromCharCode(27);
  assert.equal(keepscope([file]).stdout.includes(introducer), false);
  assert.equal(keepscope([file], { env: { FORCE_COLOR: '1' } }).stdout.includes(introducer), true);
  assert.equal(keepscope([file], { env: { NO_COLOR: '1' } }).stdout.includes(introducer), false);
});

for (const format of ['json', 'events', 'trace']) {
  test(`a reader of ${format} that leaves early ends it quietly`, async () => {
    const child = startKeepscope([large, '--format', format], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdout?.once('data', () => child.stdout?.destroy());
    const [status] = await once(child, 'close');
    assert.equal(stderr, '');
    assert.equal(status, 0);
  });
}

test('a full disk is one line on standard error and status 2', {
  skip: !existsSync('/dev/full') && 'no /dev/full',
}, async () => {
  const child = startKeepscope([file], { stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'] });
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const [status] = await once(child, 'close');
  assert.match(stderr, /^keepscope: cannot write to standard output: [^\n]+\n$/);
  assert.equal(status, 2);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends the reading of a stream, and what was read is reported`, async () => {
    const child = startKeepscope(['-', '--format', 'events'], { stdio: 'pipe' });
    let stdout = '';
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdin?.on('error', () => {});
    child.stdin?.write(capture);
    child.stdout?.on('data', (chunk) => {
      if (stdout === '') child.kill(signal);
      stdout += chunk;
    });
    const [status] = await once(child, 'close');
    assert.equal(status, 130);
    assert.match(stderr, /^keepscope: interrupted: the report is partial[^\n]+\n$/);
    assert.match(stdout.split('\n')[0] ?? '', /"kind":"syn"/);
  });
}

test('an interruption before anything was read says that there is nothing to report', async () => {
  const child = startKeepscope(['-'], { stdio: 'pipe' });
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const interrupting = setInterval(() => child.kill('SIGINT'), 5000); // Long after the program has started to listen, on a machine that is busy too.
  const [status] = await once(child, 'close');
  clearInterval(interrupting);
  assert.equal(status, 130);
  assert.match(stderr, /^keepscope: interrupted/);
});
