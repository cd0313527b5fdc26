/** Which captures the benchmark makes of its cases. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { CASES, fileName, heatsOf, scaled } from '../bench/cases.ts';
import { absenceOf, contestantsOf, formsOf } from '../bench/contestants.ts';
import { optionsOf } from '../bench/options.ts';

const [headline] = optionsOf([]).cases;
assert.ok(headline !== undefined);

describe('the cases', () => {
  it('have names of their own, and captures of their own', () => {
    assert.equal(new Set(CASES.map(({ name }) => name)).size, CASES.length);
    const files = CASES.map((one) => fileName(heatsOf(one)[0] ?? assert.fail()));
    assert.equal(new Set(files).size, CASES.length);
  });

  it('stay below the limit of connections, so that none is let go of', () => {
    for (const { name, connections } of CASES) assert.ok(connections < 2_000_000, name);
  });

  it('without options are the headline, 10 million frames of 100,000 connections', () => {
    assert.deepEqual([headline.frames, headline.connections], [10_000_000, 100_000]);
    assert.deepEqual(
      heatsOf(headline).map(({ frames, connections }) => [frames, connections]),
      [
        [10_000_000, 100_000],
        [500_000, 5_000],
      ],
    );
  });

  it('scaled down keep the frames of a connection, and a hundred connections', () => {
    assert.equal(scaled(headline, 50_000).connections, 500);
    assert.equal(scaled({ ...headline, connections: 100 }, 50_000).connections, 100);
    assert.equal(scaled(headline, 50_000_000).frames, 10_000_000);
  });

  it('that are small are read by all, once', () => {
    const heats = heatsOf(scaled(headline, 50_000));
    assert.deepEqual(
      heats.map(({ fast, thorough }) => [fast, thorough]),
      [[true, true]],
    );
    const names = contestantsOf(headline, heats[0] ?? assert.fail()).map(({ name }) => name);
    for (const name of ['keepscope', 'tcpdump', 'cat | wc -c', 'pcap-parser', 'tcptrace', 'tshark'])
      assert.ok(names.includes(name), name);
  });

  it('give the slow ones what --thorough says', () => {
    const { cases } = optionsOf(['--thorough', '10000000']);
    const heats = heatsOf(cases[0] ?? assert.fail());
    assert.deepEqual(
      heats.map(({ frames, fast, thorough }) => [frames, fast, thorough]),
      [[10_000_000, true, true]],
    );
  });

  it('time JSON and events where that is declared', () => {
    const heat = heatsOf(headline)[0] ?? assert.fail();
    assert.equal(formsOf(headline, heat).length, 5);
    assert.equal(formsOf({ ...headline, everyOutput: false }, heat).length, 3);
  });

  it('are not given to who cannot read them', () => {
    const readers = { name: 'reader', command: () => [], unable: ['gzip' as const] };
    assert.equal(absenceOf(readers, 'gzip'), 'does not read gzip');
    assert.equal(absenceOf(readers, 'pcap'), null);
  });
});

describe('the options of the benchmark', () => {
  it('name cases, and refuse what is none', () => {
    assert.deepEqual(
      optionsOf(['--case', 'idle', '--case', 'gzip']).cases.map(({ name }) => name),
      ['idle', 'gzip'],
    );
    assert.equal(optionsOf(['--all']).cases.length, CASES.length);
    assert.throws(() => optionsOf(['--case', 'nothing']), /there is no case nothing, but everyday, few/);
    assert.throws(() => optionsOf(['--runs', '0']), /--runs takes a whole number from 1, not 0/);
  });
});
