/** What is typed wrongly ends with status 2, one line on standard error that says what to do, and nothing on standard output. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { keepscope } from '../support/command.ts';

const MISTAKES: readonly [args: readonly string[], says: RegExp][] = [
  [[], /no capture given; .*keepscope FILE/],
  [['--formt', 'json', 'a.pcap'], /unknown option: --formt; did you mean --format\?/],
  [['-x.pcap'], /unknown option: -x\.pcap; a file of that name is \.\/-x\.pcap/],
  [['--no-format', 'a.pcap'], /unknown option: --no-format; did you mean --format\?/],
  [['a.pcap', '--output', 'r.html'], /unknown option: --output; it belongs to keepscope report$/m],
  [['a.pcap', '-o', 'r.html'], /unknown option: -o; it belongs to keepscope report$/m],
  [['a.pcap', '--rotate-size', '9'], /unknown option: --rotate-size; it belongs to keepscope live$/m],
  [['a.pcap', '-v'], /unknown option: -v; keepscope --help shows what there is$/m],
  [['a.pcap', '--hs'], /unknown option: --hs; keepscope --help shows what there is$/m],
  [['a.pcap', 'help'], /help stands alone or behind a command; a file of that name is \.\/help/],
  [['report', 'a.pcap', '-o', 'r.html', 'help'], /help stands alone or behind a command/],
  [['a.pcap', '--format', 'trce'], /there is no format "trce"; did you mean trace\?/],
  [['a.pcap', '--format', 'xml'], /there is no format "xml"; choose among table, trace, json, events/],
  [['a.pcap', '--format', 'yaml'], /there is no format "yaml"/],
  [['a.pcap', '--format', 'json', '--format', 'table'], /--format is given more than once/],
  [['a.pcap', '--top'], /--top needs a value/],
  [['a.pcap', '--top', '0'], /--top: "0" is not understood/],
  [['a.pcap', '--port', 'ssh'], /--port: "ssh" is not a whole number/],
  [['a.pcap', '--port', '1e3'], /--port: "1e3" is not a whole number/],
  [['a.pcap', '--host', 'example.com'], /--host: "example\.com" is not understood; give an address/],
  [['a.pcap', '--host='], /--host needs a value/],
  [['a.pcap', '--verdict', 'peer-daed'], /no verdict "peer-daed"; did you mean peer-dead\?/],
  [['a.pcap', '--since', 'noon'], /--since: "noon" is not understood; give an instant/],
  [['a.pcap', '--sort', 'size'], /there is no sort "size"/],
  [['a.pcap', '--fail-on', 'eror'], /--fail-on: "eror" .*did you mean error\?/],
  [['a.pcap', '--format', 'events', '--top', '3'], /--top does not go with --format events/],
  [['live'], /no interface given; name one/],
  [['live', '--'], /no interface given; name one/],
  [['live', '--', 'no-such-0'], /there is no interface no-such-0/],
  [['live', 'lo', '--duration', '1', '--', 'eth1'], /more than one interface given; name one/],
  [
    ['live', 'lo', '--rotate-size', '10M'],
    /--rotate-size is for files, and none is written; add --write FILE/,
  ],
  [['live', 'lo', '--metrics', 'localhost'], /--metrics: "localhost" has no port; give a port, or HOST:PORT/],
  [['schema', 'more'], /keepscope schema takes nothing more: more/],
  [['schema', '--format', 'json'], /unknown option: --format/],
];

for (const [args, says] of MISTAKES) {
  test(`keepscope ${args.join(' ')} says ${says.source}`, () => {
    const { status, stdout, stderr } = keepscope(args);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^keepscope: [^\n]+\n$/);
    assert.match(stderr, says);
  });
}

test('help shows examples before options and fits 80 columns', () => {
  const { status, stdout, stderr } = keepscope(['--help']);
  assert.equal(status, 0);
  assert.equal(stderr, '');
  assert.ok(stdout.indexOf('Examples:') < stdout.indexOf('--host'));
  assert.deepEqual(
    stdout.split('\n').filter((line) => line.length > 80),
    [],
  );
});

for (const command of ['live', 'report', 'lab', 'advise']) {
  test(`help of ${command} shows examples before options and fits 80 columns`, () => {
    const { status, stdout, stderr } = keepscope([command, '--help']);
    assert.equal(status, 0);
    assert.equal(stderr, '');
    assert.ok(stdout.startsWith(`Usage: keepscope ${command} `));
    assert.ok(stdout.indexOf('Examples:') < stdout.indexOf('--help'));
    assert.deepEqual(
      stdout.split('\n').filter((line) => line.length > 80),
      [],
    );
  });
}

test('-h is --help, and so is help where it cannot be a file', () => {
  const help = keepscope(['--help']).stdout;
  for (const args of [['-h'], ['help'], ['a.pcap', '-h']]) assert.equal(keepscope(args).stdout, help);
  const ofReport = keepscope(['report', '--help']).stdout;
  for (const args of [
    ['report', '-h'],
    ['report', 'help'],
  ])
    assert.equal(keepscope(args).stdout, ofReport);
});

test('the language of the system does not change what is said', () => {
  const env = { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' };
  assert.equal(keepscope(['--help'], { env }).stdout, keepscope(['--help']).stdout);
  assert.match(keepscope(['--formt'], { env }).stderr, /unknown option: --formt/);
});

test('the version is that of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  assert.deepEqual(keepscope(['--version']), { status: 0, stdout: `${version}\n`, stderr: '' });
});

test('the schema that is printed is the one that ships', () => {
  const stdout = readFileSync(new URL('../../schema/report-1.json', import.meta.url), 'utf8');
  assert.deepEqual(keepscope(['schema']), { status: 0, stdout, stderr: '' });
});

test('the completion script is one for the shell, and it completes options and formats', () => {
  const { status, stdout } = keepscope(['completion']);
  assert.equal(status, 0);
  assert.match(stdout, /complete .*keepscope/);
  const complete = (...words: string[]): string[] =>
    keepscope(['--get-yargs-completions', 'keepscope', ...words]).stdout.split('\n');
  assert.ok(complete('--fo').includes('--format'));
  assert.ok(complete('--format', '').includes('trace'));
});
