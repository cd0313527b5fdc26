/** Findings on the command line: what is shown where, --middlebox, and --fail-on with real ones. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { keepscope } from '../support/command.ts';
import { FIXTURES_FOLDER } from '../support/fixtures.ts';

/** Keepalive after 5 s; window probes; every frame twice. */
const ALIVE = `${FIXTURES_FOLDER}alive-oneway.pcap`;
const ZERO_WINDOW = `${FIXTURES_FOLDER}zero-window.pcap`;
const TWICE = `${FIXTURES_FOLDER}any-router.sll2.pcap`;

test('a declared timeout is what settings are measured against', () => {
  assert.match(keepscope([ALIVE, '--middlebox', '4']).stdout, /also: keepalive-too-slow/);
  assert.doesNotMatch(keepscope([ALIVE, '--middlebox', '4000']).stdout, /keepalive-/);
  assert.doesNotMatch(keepscope([ALIVE]).stdout, /keepalive-/);
});

test('the name of a middlebox says its timeout, in capitals too', () => {
  const { status, stdout } = keepscope([ALIVE, '--middlebox', 'AWS-NLB', '--format', 'json']);
  assert.equal(status, 0);
  assert.deepEqual(JSON.parse(stdout).connections[0].findings, []);
});

for (const [given, says] of [
  ['aws-nbl', /did you mean aws-nlb\?/],
  ['azure', /did you mean azure-lb or azure-nat or azure-firewall\?/],
  ['xyzzyxyzzy', /known are .*aws-nlb.*gcp-nat/],
  ['0', /neither a known middlebox nor a number of seconds/],
  ['-5', /--middlebox|option/],
] as const) {
  test(`--middlebox ${given} is refused in one line`, () => {
    const { status, stdout, stderr } = keepscope([ALIVE, '--middlebox', given]);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, says);
    assert.equal(stderr.trimEnd().split('\n').length, 1);
  });
}

for (const [status, what, ...args] of [
  [1, 'keepalive-too-slow', ALIVE, '--middlebox', '4'],
  [1, 'warning', ALIVE, '--middlebox', '4'],
  [0, 'error', ALIVE, '--middlebox', '4'],
  [0, 'keepalive-too-slow', ALIVE, '--middlebox', '4000'],
  [1, 'zero-window-probes', ZERO_WINDOW],
  [0, 'warning', ZERO_WINDOW],
  [1, 'duplicated-frames', TWICE],
] as const) {
  const shown = args.map((argument) => argument.replace(FIXTURES_FOLDER, '')).join(' ');
  test(`${shown} --fail-on ${what}: status ${status}`, () => {
    assert.equal(keepscope([...args, '--fail-on', what]).status, status);
  });
}

test('what is only worth knowing is in the trace, and not on the default screen', () => {
  assert.doesNotMatch(keepscope([TWICE]).stdout, /duplicated-frames/);
  assert.match(keepscope([TWICE, '--format', 'trace']).stdout, /duplicated-frames \(info, certain\)/);
  assert.doesNotMatch(keepscope([ZERO_WINDOW]).stdout, /zero-window-probes/);
  assert.match(keepscope([ZERO_WINDOW, '--format', 'trace']).stdout, /zero-window-probes \(info, certain\)/);
});
