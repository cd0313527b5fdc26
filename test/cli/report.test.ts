/** `keepscope report FILE... -o OUT` from outside: a whole file or none, whatever happens. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';

import { keepscope, startKeepscope } from '../support/command.ts';
import { FIXTURES_FOLDER } from '../support/fixtures.ts';
import { oracle, tsharkFields } from '../support/oracle.ts';

const CAPTURE = `${FIXTURES_FOLDER}dead-linkcut-nft.pcap`;
const root = mkdtempSync(join(tmpdir(), 'keepscope-report-'));
after(() => rmSync(root, { recursive: true }));

let folder = root;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
});

test('a report is written, nothing is said, and nothing else is left in the folder', () => {
  const outcome = keepscope(['report', CAPTURE, '-o', join(folder, 'report.html')]);
  assert.deepEqual(outcome, { status: 0, stdout: '', stderr: '' });
  assert.deepEqual(readdirSync(folder), ['report.html']);
  const text = readFileSync(join(folder, 'report.html'), 'utf8');
  assert.match(text, /^<!doctype html>\n/);
  assert.match(text, /<\/html>\n$/);
});

test('- is standard output, and the same report', () => {
  const { status, stdout, stderr } = keepscope(['report', CAPTURE, '-o', '-']);
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
  keepscope(['report', CAPTURE, '--output', join(folder, 'r.html')]);
  assert.equal(stdout, readFileSync(join(folder, 'r.html'), 'utf8'));
});

test('standard input is read, and a file whose name says nothing is written with --format', () => {
  const args = ['report', '-', '-o', join(folder, 'report'), '--format', 'html'];
  assert.equal(keepscope(args, { input: readFileSync(CAPTURE) }).status, 0);
  assert.match(readFileSync(join(folder, 'report'), 'utf8'), /standard input/);
});

test('an existing file is replaced and keeps its mode; a link stays one', () => {
  const [file, link] = [join(folder, 'old.html'), join(folder, 'link.html')];
  writeFileSync(file, 'old');
  chmodSync(file, 0o640);
  symlinkSync('old.html', link);
  assert.equal(keepscope(['report', CAPTURE, '-o', link]).status, 0);
  assert.equal(readlinkSync(link), 'old.html');
  assert.match(readFileSync(file, 'utf8'), /peer-dead/);
  assert.equal(statSync(file).mode & 0o777, 0o640);
});

const REFUSED: readonly [title: string, args: (folder: string) => string[], says: RegExp][] = [
  ['no OUT', () => [CAPTURE], /no file to write to; give -o report\.html/],
  ['no capture', (at) => ['-o', join(at, 'r.html')], /no capture given/],
  [
    'a folder that is not there',
    (at) => [CAPTURE, '-o', join(at, 'no', 'r.html')],
    /cannot write .*: there is no such folder/,
  ],
  ['a directory', (at) => [CAPTURE, '-o', join(at, 'dir.html')], /cannot write .*: it is a directory/],
  [
    'a name of another form',
    (at) => [CAPTURE, '-o', join(at, 'r.htlm')],
    /its name says no form of a report; did you mean \.html\?/,
  ],
  [
    'a name without a form',
    (at) => [CAPTURE, '-o', join(at, 'r')],
    /its name says no form of a report; give one of \./,
  ],
  [
    'a form that is none',
    (at) => [CAPTURE, '-o', join(at, 'r'), '--format', 'pdf'],
    /--format: there is no form "pdf"/,
  ],
  ['a capture that is missing', (at) => [join(at, 'no.pcap'), '-o', join(at, 'r.html')], /no such file/],
  [
    'its own capture',
    (at) => [join(at, 'own.html'), '-o', join(at, 'own.html')],
    /is a capture that is to be read/,
  ],
  [
    'two files to write',
    (at) => [CAPTURE, '-o', join(at, 'a.html'), '-o', join(at, 'b.html')],
    /--output is given more than once/,
  ],
];

for (const [title, args, says] of REFUSED) {
  test(`${title} is one line and status 2, and leaves nothing behind`, () => {
    mkdirSync(join(folder, 'dir.html'));
    writeFileSync(join(folder, 'own.html'), readFileSync(CAPTURE));
    const before = readdirSync(folder);
    const { status, stdout, stderr } = keepscope(['report', ...args(folder)]);
    assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
    assert.match(stderr, says);
    assert.equal(stderr.trimEnd().split('\n').length, 1);
    assert.deepEqual(readdirSync(folder), before);
  });
}

test('where the report fails, what was there before stays', () => {
  const file = join(folder, 'report.html');
  writeFileSync(file, 'of yesterday');
  assert.equal(keepscope(['report', `${FIXTURES_FOLDER}README.md`, '-o', file]).status, 2);
  assert.equal(readFileSync(file, 'utf8'), 'of yesterday');
});

test('a selection narrows the report, which says so; --fail-on decides the status', () => {
  const all = [CAPTURE, `${FIXTURES_FOLDER}fin-close.pcap`];
  const file = join(folder, 'r.html');
  const { status } = keepscope(['report', ...all, '-o', file, '--verdict', 'closed', '--fail-on', 'error']);
  const text = readFileSync(file, 'utf8');
  assert.match(text, /Selected: 1 connection \(verdict closed\)/);
  assert.doesNotMatch(text, /"verdict":\{"code":"peer-dead"/);
  assert.equal(status, 0);
  assert.equal(keepscope(['report', ...all, '-o', file, '--fail-on', 'error']).status, 1);
});

test('the help of report names its options, without the opening of the program', () => {
  const { stdout } = keepscope(['report', '--help']);
  assert.match(stdout, /-o, --output/);
  assert.match(stdout, /--host/);
  assert.doesNotMatch(stdout, /Says of each TCP connection/);
});

test('an interrupt while a stream is read gives a partial report that says so, and status 130', async () => {
  const file = join(folder, 'partial.html');
  const child = startKeepscope(['report', '-', '-o', file]);
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdin?.write(readFileSync(CAPTURE));
  // Once it is open, the signal is heard.
  while (!readdirSync(folder).some((name) => name.endsWith('.part')))
    await new Promise((resolve) => setTimeout(resolve, 20));
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill('SIGINT');
  const [status] = await once(child, 'close');
  assert.equal(status, 130);
  assert.equal(existsSync(file), /the report is partial/.test(stderr), stderr);
  if (existsSync(file)) assert.match(readFileSync(file, 'utf8'), /Partial: reading was interrupted/);
  assert.ok(!readdirSync(folder).some((name) => name.endsWith('.part')));
});

test('the name of the file says the form: Markdown is that of analyze', () => {
  const path = join(folder, 'report.md');
  assert.deepEqual(keepscope(['report', CAPTURE, '-o', path]), { status: 0, stdout: '', stderr: '' });
  assert.equal(readFileSync(path, 'utf8'), keepscope([CAPTURE, '--format', 'markdown']).stdout);
});

const { skip } = oracle('tshark');

test('an annotated capture has all frames of the input, or those that prove something', { skip }, () => {
  const [all, evidence] = [join(folder, 'all.pcapng'), join(folder, 'evidence.pcapng')];
  assert.equal(keepscope(['report', CAPTURE, '-o', all]).status, 0);
  assert.equal(keepscope(['report', CAPTURE, '-o', evidence, '--only-evidence']).status, 0);
  const frames = (file: string): string[][] => tsharkFields(file, ['frame.time_epoch', 'tcp.seq_raw']);
  assert.deepEqual(frames(all), frames(CAPTURE));
  const times = new Set(frames(CAPTURE).map(([time]) => time));
  const proved = frames(evidence);
  assert.ok(proved.length > 0 && proved.length < times.size);
  for (const [time] of proved) assert.ok(times.has(time));
  // The probes and the reset that prove the death (fixtures/dead-linkcut-nft.truth.json): every one has its comment.
  const comments = tsharkFields(all, ['frame.number'], 'frame.comment').map(([number]) => number);
  for (const frame of ['26', '27', '30', '31', '32']) assert.ok(comments.includes(frame), frame);
});

test('evidence alone is for annotated captures, and a stream cannot be annotated', () => {
  const page = keepscope(['report', CAPTURE, '-o', join(folder, 'r.html'), '--only-evidence']);
  assert.equal(page.status, 2);
  assert.match(page.stderr, /^keepscope: --only-evidence is for annotated captures; .*\n$/);
  const stream = keepscope(['report', '-', '-o', join(folder, 'r.pcapng')], { input: readFileSync(CAPTURE) });
  assert.equal(stream.status, 2);
  assert.match(stream.stderr, /^keepscope: standard input can be read only once[^\n]*\n$/);
  assert.deepEqual(readdirSync(folder), []);
});
