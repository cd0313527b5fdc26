/** `keepscope lab` as a person types it. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';

import { SCENARIOS } from '../../src/lab/scenarios/catalogue.ts';
import { keepscope } from '../support/command.ts';
import { skipLab } from './laboratory.ts';

const MISTAKES: readonly [args: readonly string[], says: RegExp][] = [
  [[], /no scenario given; keepscope lab --list shows them/],
  [['ded-peer'], /there is no scenario "ded-peer"; did you mean dead-peer\?/],
  [['dead-peer', 'more'], /keepscope lab dead-peer takes nothing more: more/],
  [['alive', '--wait', 'recv'], /--wait does not go with keepscope lab alive; its options are --idle/],
  [['alive', '--idle', '0'], /--idle: "0" is not understood; give a whole number from 1/],
  [['alive', '--idle', '32768'], /--idle: "32768" is not understood; give a whole number from 1 to 32767/],
  [
    ['fin', '--interval', '99999'],
    /--interval: "99999" is not understood; give a whole number from 1 to 32767/,
  ],
  [['lossy', '--count', '128'], /--count: "128" is not understood; give a whole number from 1 to 127/],
  [
    ['nat-expiry', '--retries', '256'],
    /--retries: "256" is not understood; give a whole number from 1 to 255/,
  ],
  [
    ['ping-pong', '--idle', '100000'],
    /--idle: "100000" is not understood; give a whole number from 1 to 99999/,
  ],
  [['alive', '--idle', '1.5'], /--idle: "1\.5" is not understood/],
  [['alive', '--idle', '1', '--idle', '2'], /--idle is given more than once/],
  [['alive', '--prober', 'respnder'], /there is no prober "respnder"; did you mean responder\?/],
  [['alive', '--format', 'jsn'], /there is no format "jsn"; did you mean json\?/],
  [['alive', '--write', '-'], /--write - is not possible: standard output is for the report; give a file/],
  [['alive', '--truth', '-'], /--truth - is not possible: standard output is for the report; give a file/],
  [['alive', '--truth', ' '], /--truth: the name of the file is empty; give a file/],
  [['alive', '--write', 'a', '--truth', './a'], /--write and --truth are one file: \.\/a; give one of them/],
  [['alive', '--both-sides', '--format', 'json'], /--both-sides does not go with --format json/],
];

/** Values that do not go together. */
const UNFIT: typeof MISTAKES = [
  [
    ['mid-idle', '--peer', 'dead', '--missed', '3'],
    /--missed 3: the prober gives up after 3 probes; make --missed less than --count, or --peer alive/,
  ],
  [
    ['mid-idle', '--peer', 'dead', '--missed', '1', '--count', '1'],
    /--missed 1: the prober gives up after 1 probe;/,
  ],
];

for (const [args, says] of MISTAKES) {
  it(`keepscope lab ${args.join(' ')} says ${says.source}`, () => {
    const { status, stdout, stderr } = keepscope(['lab', ...args]);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^keepscope: [^\n]+\n$/);
    assert.match(stderr, says);
  });
}

it('--list names every scenario with its options', () => {
  const { status, stdout } = keepscope(['lab', '--list']);
  assert.equal(status, 0);
  for (const { name, summary, options } of SCENARIOS) {
    assert.ok(stdout.includes(`${name}  ${summary}\n`), name);
    for (const option of Object.keys(options)) assert.ok(stdout.includes(`    --${option} `), option);
  }
});

describe('an experiment from the command line', { concurrency: true, skip: skipLab() }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-command-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('a tool that is missing is named, with its package', () => {
    const { status, stderr } = keepscope(['lab', 'alive'], { env: { PATH: folder } });
    assert.equal(status, 2);
    assert.match(
      stderr,
      /^keepscope: lab: ip, nft, conntrack, tcpdump not found; install it, on Debian: apt-get install iproute2 nftables conntrack tcpdump\n$/,
    );
  });

  it('a folder for captures that cannot be made is said before the experiment', () => {
    const { status, stdout, stderr } = keepscope(['lab', 'alive'], { env: { TMPDIR: join(folder, 'none') } });
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.equal(
      stderr,
      `keepscope: lab: no folder for captures can be made in ${join(folder, 'none')} (ENOENT); ` +
        'set TMPDIR to a folder that root may write\n',
    );
  });

  for (const [args, says] of UNFIT) {
    it(`lab ${args.join(' ')} is refused`, () => {
      const { status, stdout, stderr } = keepscope(['lab', ...args]);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, /^keepscope: [^\n]+\n$/);
      assert.match(stderr, says);
    });
  }

  it('a file that cannot be written is said before the experiment', () => {
    const { status, stdout, stderr } = keepscope(['lab', 'alive', '--write', join(folder, 'none', 'a.pcap')]);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(
      stderr,
      /^keepscope: cannot write [^\n]+a\.pcap: there is no such folder; give another name\n$/,
    );
  });

  it('shows the trace and what the applications saw, and keeps what it is told to keep', () => {
    const [pcap, json] = [join(folder, 'kept.pcap'), join(folder, 'kept.json')];
    const args = ['--idle', '1', '--interval', '1', '--count', '2', '--write', pcap, '--truth', json];
    const { status, stdout, stderr } = keepscope(['lab', 'dead-peer', ...args]);
    assert.equal(status, 0, stderr);
    assert.equal(stderr, 'keepscope: lab: the router drops everything\n');
    assert.match(stdout, /probe 2 +no answer\n.* RST,ACK +gives up\n/);
    assert.match(stdout, /^ verdict +peer-dead/m);
    assert.match(stdout, /^What the applications saw, seconds from the cut:$/m);
    assert.match(stdout, /^ +\+\d\.\d{6} +server +select readable +1, readable, after/m);
    assert.match(stdout, /^ +\+\d\.\d{6} +server +recv +-1 ETIMEDOUT$/m);
    assert.match(stdout, /^ +client +recv +still waits$/m);
    const truth = JSON.parse(readFileSync(json, 'utf8'));
    assert.equal(truth.file, 'kept.pcap');
    assert.match(keepscope([pcap]).stdout, /peer-dead/);
  });

  it('a report for programs is alone on standard output', () => {
    const { status, stdout, stderr } = keepscope([
      'lab',
      'alive',
      '--idle',
      '1',
      '--probes',
      '1',
      '--format',
      'json',
    ]);
    assert.equal(status, 0, stderr);
    assert.equal(JSON.parse(stdout).connections[0].verdict.code, 'alive');
    assert.match(stderr, /^What the applications saw/m);
  });

  it('of a scenario that captures at both ends, programs read the report of one', () => {
    const args = ['--timeout', '1', '--unknown', 'reset', '--format', 'json'];
    const { status, stdout, stderr } = keepscope(['lab', 'nat-expiry', ...args]);
    assert.equal(status, 0, stderr);
    const { captures, connections } = JSON.parse(stdout);
    assert.equal(captures.length, 1);
    assert.equal(connections[0].verdict.code, 'reset-on-resume');
  });

  it('with --both-sides every file has the name of its host', () => {
    const path = join(folder, 'both.pcap');
    const args = ['--idle', '1', '--probes', '1', '--both-sides', '--write', path, '--truth', `${path}.json`];
    const { status, stdout } = keepscope(['lab', 'alive', ...args]);
    assert.equal(status, 0);
    assert.match(stdout, /^Captured at the client:\n(?:.*\n)*Captured at the server:$/m);
    assert.deepEqual(
      readdirSync(folder)
        .filter((name) => name.startsWith('both'))
        .sort(),
      ['both.client.pcap', 'both.pcap.client.json', 'both.pcap.server.json', 'both.server.pcap'],
    );
  });
});
