/** The parts of the command line that need no process: guesses, thresholds, colours, progress. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasFailed, parseFailOn } from '../../src/cli/fail-on.ts';
import { failureOf } from '../../src/cli/failure.ts';
import { nearest } from '../../src/cli/nearest.ts';
import { progressLine, waitingLine } from '../../src/cli/progress.ts';
import { hasColor } from '../../src/cli/terminal.ts';
import { KeepscopeError } from '../../src/errors.ts';
import { connectionReport, connectionsOf, examinationOf, findingReport } from '../support/reports.ts';

const GUESSES: readonly [word: string, guess: string | null][] = [
  ['formt', 'format'],
  ['Format', 'format'],
  ['conection', 'connection'],
  ['hots', 'host'],
  ['xyzzy', null],
  ['', null],
];

for (const [word, guess] of GUESSES) {
  test(`"${word}" is ${guess === null ? 'not guessed at' : `taken for ${guess}`}`, () => {
    assert.equal(nearest(word, ['format', 'connection', 'host']), guess);
  });
}

const THRESHOLDS: readonly [
  failOn: string,
  verdict: 'peer-dead' | 'probing' | 'alive',
  hasFailed: boolean,
][] = [
  ['error', 'peer-dead', true],
  ['error', 'probing', false],
  ['warning', 'peer-dead', true],
  ['warning', 'probing', true],
  ['warning', 'alive', false],
  ['alive', 'alive', true],
  ['peer-dead', 'probing', false],
];

for (const [text, verdict, isMet] of THRESHOLDS) {
  test(`--fail-on ${text} ${isMet ? 'is met' : 'is not met'} by ${verdict}`, () => {
    assert.equal(hasFailed(examinationOf(connectionsOf(['closed', verdict])), {}, parseFailOn(text)), isMet);
  });
}

test('--fail-on looks at findings, those over connections too, and at selected connections only', () => {
  const finding = findingReport('keepalive-absent', { severity: 'warning' });
  const one = examinationOf([connectionReport({ findings: [finding] })]);
  assert.equal(hasFailed(one, {}, parseFailOn('keepalive-absent')), true);
  assert.equal(hasFailed(one, { ports: [1] }, parseFailOn('warning')), false);
  assert.equal(hasFailed(examinationOf([], { findings: [finding] }), {}, parseFailOn('warning')), true);
});

test('--fail-on refuses what is no code, with a guess', () => {
  assert.throws(
    () => parseFailOn('peer-daed'),
    (error) => error instanceof KeepscopeError && error.remedy === 'did you mean peer-dead?',
  );
});

const COLORS: readonly [env: Record<string, string>, isTerminal: boolean, hasColor: boolean][] = [
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
  [{ TERM: 'dumb' }, true, false],
];

for (const [env, isTerminal, expected] of COLORS) {
  test(`${JSON.stringify(env)} ${isTerminal ? 'on a terminal' : 'in a pipe'} means ${expected ? '' : 'no '}colour`, () => {
    assert.equal(hasColor(isTerminal, env), expected);
  });
}

test('progress promises an end only where the size is known', () => {
  assert.equal(
    progressLine({ octetsRead: 58e7, octetsTotal: 1e9, frames: 1_234_567 }, 10),
    '##############----------  58% of 1.00 GB, 1,234,567 frames, 123,457 frames/s, 8 s left',
  );
  assert.equal(
    progressLine({ octetsRead: 2.5e6, octetsTotal: null, frames: 20_000 }, 2),
    '2.5 MB, 20,000 frames, 10,000 frames/s',
  );
});

test('progress says what it waits for, without a rate that is none', () => {
  const counts = progressLine({ octetsRead: 2.5e6, octetsTotal: null, frames: 20_000 }, 2);
  assert.equal(
    waitingLine(counts, 'standard input', 12.7),
    '2.5 MB, 20,000 frames, waiting for standard input: nothing came for 12 s',
  );
});

test('progress stays whole when a growing file is longer than it was', () => {
  assert.match(progressLine({ octetsRead: 2e6, octetsTotal: 1e6, frames: 1 }, 1), /^#{24} 100% /);
});

test('an error that was foreseen is one line with its status; any other asks to be reported', () => {
  const foreseen = new KeepscopeError('not-a-capture', 'a\nb.txt: no capture', 'give a pcap');
  assert.deepEqual(failureOf(foreseen), { line: 'a\\x0ab.txt: no capture; give a pcap', status: 2 });
  const fault = failureOf(new TypeError('x\ny'));
  assert.equal(fault.status, 70);
  assert.match(fault.line, /^internal error: TypeError: x\\x0ay; please report it/);
});
