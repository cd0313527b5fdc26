/** The side by side of `npm run conformance`, over the fixtures. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { ALL_FIXTURES } from '../support/fixtures.ts';
import { oracle } from '../support/oracle.ts';
import { compare } from './comparison.ts';
import { isPerfect } from './score.ts';
import { comparisonTable, differenceList } from './side-by-side.ts';

describe('the fixtures side by side', { skip: oracle('tshark').skip }, () => {
  const comparisons = ALL_FIXTURES.map((fixture) => compare(fixture, true));

  it('keepscope has all right, and none wrong', async () => {
    for (const { name, keepscope, faults } of await Promise.all(comparisons)) {
      assert.deepEqual(faults, [], name);
      for (const [measure, score] of Object.entries(keepscope))
        assert.ok(isPerfect(score), `${name}: ${measure}`);
    }
  });

  it('tshark finds none of the probes of a capture that begins mid-idle', async () => {
    const midstream = (await Promise.all(comparisons)).find(({ name }) => name === 'midstream-alive');
    assert.deepEqual(midstream?.tshark?.probes, { right: 0, flagged: 0, truth: 5 });
    assert.ok(midstream.differences.every(({ reason }) => reason === 'mid-idle'));
  });

  it('every difference of tshark has a reason', async () => {
    const unexplained = (await Promise.all(comparisons)).flatMap(({ name, differences }) =>
      differences.filter(({ reason }) => reason === 'other').map(({ frame }) => `${name}: ${frame}`),
    );
    assert.deepEqual(unexplained, []);
  });

  it('the table has two lines a capture within 100 columns, and the list every difference', async () => {
    const all = await Promise.all(comparisons);
    const lines = comparisonTable(all).split('\n');
    assert.equal(lines.filter((line) => / keepscope /.test(line)).length, ALL_FIXTURES.length + 1);
    assert.equal(lines.filter((line) => / tshark /.test(line)).length, ALL_FIXTURES.length + 1);
    assert.ok(lines.every((line) => line.length <= 100));
    const frames = differenceList(all)
      .split('\n')
      .flatMap(
        (line) =>
          line
            .match(/^ {6}\S+: [a-z ]+([ \d]+)$/)?.[1]
            ?.trim()
            .split(' ') ?? [],
      );
    assert.equal(frames.length, all.flatMap(({ differences }) => differences).length);
  });
});
