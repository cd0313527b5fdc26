/** Names with line ends, escape sequences, dashes, and octets that are no UTF-8: read, named in every format, harmless. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { pathOfOctets, systemPath } from '../../src/capture/system-path.ts';
import { keepscope } from '../support/command.ts';
import { FIXTURES_FOLDER } from '../support/fixtures.ts';

const CAPTURE = `${FIXTURES_FOLDER}dead-linkcut-nft.pcap`;
const PROGRAM = fileURLToPath(new URL('../../bin/keepscope.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'keepscope-names-'));
after(() => rmSync(folder, { recursive: true }));

/** All that a terminal obeys, but for the end of a line and the tabs of help. */
const CONTROLS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const NAMES: readonly [name: string, shown: string][] = [
  ['two\nlines.pcap', 'two\\x0alines.pcap'],
  ['\u001b[31mred\u0007.pcap', '\\x1b[31mred\\x07.pcap'],
  ['rtl\u202epacp.exe', 'rtl\\u202epacp.exe'],
  [' spaces  around .pcap', ' spaces  around .pcap'],
  ['--help', '--help'],
  ['-', './-'],
  ['*?"\'$(id).pcap', '*?"\'$(id).pcap'],
];

describe('a name that is odd', () => {
  it('is read, and shown without what a terminal obeys', () => {
    for (const [name] of NAMES) copyFileSync(CAPTURE, join(folder, name));
    const given = NAMES.map(([name]) => (name === '-' ? './-' : name));
    const { status, stdout, stderr } = keepscope(['--', ...given], { cwd: folder });
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    for (const [, shown] of NAMES)
      assert.ok(stdout.includes(`\n${shown}:`) || stdout.startsWith(`${shown}:`), shown);
    assertHarmless(stdout);
  });

  it('is harmless where it does not exist, cannot be written, or is no option', () => {
    for (const args of [
      ['no\n\u001b[2J.pcap'],
      ['report', CAPTURE, '-o', 'no\u001b[2J/r.html'],
      ['--no\u001b[2J'],
    ]) {
      const { status, stdout, stderr } = keepscope(args, { cwd: folder });
      assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
      assertHarmless(stderr);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
    }
  });
});

/** `café.pcap` in Latin-1. */
const LATIN1 = Buffer.from('caf\xe9.pcap', 'latin1');
const SHOWN = /caf\\xe9\.pcap/;

describe('a name that is no UTF-8', { skip: process.platform !== 'linux' && 'names are UTF-8 here' }, () => {
  before(() => copyFileSync(CAPTURE, Buffer.concat([Buffer.from(`${folder}/`), LATIN1])));

  const formats: readonly [format: string, shown: RegExp][] = [
    ['table', SHOWN],
    ['csv', SHOWN],
    ['json', /"path": "caf\\udce9\.pcap"/],
  ];
  for (const [format, shown] of formats) {
    it(`is read and named in ${format}`, () => {
      const { status, stdout, stderr } = run(['--format', format, LATIN1]);
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      assert.match(stdout, shown);
      assertHarmless(stdout);
    });
  }

  it('is named in reports that are written, under such a name too', () => {
    for (const ending of ['html', 'pcapng']) {
      const out = Buffer.concat([Buffer.from('r'), LATIN1.subarray(3, 4), Buffer.from(`.${ending}`)]);
      assert.equal(run(['report', LATIN1, '-o', out]).status, 0);
      const names = readdirSync(folder, { encoding: 'buffer' });
      assert.ok(names.some((name) => name.equals(out)));
      const path = Buffer.concat([Buffer.from(`${folder}/`), out]);
      if (ending === 'html') assert.match(readFileSync(path, 'utf8'), SHOWN);
    }
  });

  it('is named in the line that says it is not there', () => {
    const { status, stderr } = run([Buffer.from('none\xff', 'latin1')]);
    assert.equal(status, 2);
    assert.match(stderr, /^keepscope: none%FF: no such file[^\n]*\n$/);
  });

  /** A shell can give a program arguments of any octets; node:child_process cannot. */
  function run(args: readonly (string | Buffer)[]): {
    status: number | null;
    stdout: string;
    stderr: string;
  } {
    const words = [process.execPath, PROGRAM, ...args].map((word) => Buffer.from(word));
    const escaped = words.map((word) =>
      [...word].map((octet) => `\\${octet.toString(8).padStart(3, '0')}`).join(''),
    );
    const quoted = escaped.map((word) => `"$(printf '${word}')"`).join(' ');
    const { status, stdout, stderr } = spawnSync('sh', ['-c', quoted], { cwd: folder, maxBuffer: 1 << 26 });
    return { status, stdout: stdout.toString(), stderr: stderr.toString() };
  }
});

describe('octets of a name as a string', () => {
  const names: readonly [octets: string, text: string][] = [
    ['61 2e 70', 'a.p'],
    ['63 c3 a9', 'cé'],
    ['63 e9 2e', 'c\udce9.'],
    ['ff fe 00', '\udcff\udcfe\0'],
    ['f0 9f 92', '\udcf0\udc9f\udc92'],
    ['f0 9f 92 a5 80', '\u{1f4a5}\udc80'],
    // What would be a surrogate in UTF-8 is none (RFC 3629 §3), and U+FFFD itself is a character.
    ['ed b3 a9', '\udced\udcb3\udca9'],
    ['ef bf bd ff', '\ufffd\udcff'],
    ['ef bb bf 61', '\ufeffa'],
  ];
  for (const [hex, text] of names) {
    it(`${hex} is ${JSON.stringify(text)}, and back`, () => {
      const octets = Buffer.from(hex.replaceAll(' ', ''), 'hex');
      assert.equal(pathOfOctets(octets), text);
      assert.deepEqual(Buffer.from(systemPath(text)), octets);
    });
  }
});

function assertHarmless(text: string): void {
  for (const line of text.split(/\r?\n/)) assert.doesNotMatch(line, CONTROLS);
}
