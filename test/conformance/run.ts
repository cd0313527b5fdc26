/**
 * npm run conformance: keepscope and tshark side by side, each against the truth of every capture of fixtures/, fixtures/lab/ and of
 * the folders given as arguments; and why tshark differs where it does. Ends with status 0 where keepscope has all right
 * and none wrong, 1 where not.
 */
import { existsSync } from 'node:fs';

import { ALL_FIXTURES, type Fixture, fixturesIn } from '../support/fixtures.ts';
import { oracle } from '../support/oracle.ts';
import { type Comparison, compare } from './comparison.ts';
import { isPerfect } from './score.ts';
import { comparisonTable, differenceList, faultList } from './side-by-side.ts';

const fixtures = [...ALL_FIXTURES, ...process.argv.slice(2).flatMap(given)];
const tshark = oracle('tshark');
const comparisons: Comparison[] = [];
for (const fixture of fixtures) comparisons.push(await compare(fixture, tshark.available));

print('right / flagged / true; tshark has neither verdicts nor settings\n');
print(comparisonTable(comparisons));
print(`\n${exactness(comparisons)}`);
if (tshark.available) print(`\nWhere tshark differs from the truth:\n${differenceList(comparisons)}`);
else print(`\n${tshark.skip}: keepscope alone`);

const isRight = comparisons.every(({ keepscope }) => Object.values(keepscope).every(isPerfect));
if (isRight) print('\nkeepscope: all right, none wrong');
else print(`\nWhere keepscope differs from the truth:\n${faultList(comparisons)}`);
process.exitCode = isRight ? 0 : 1;

function given(folder: string): Fixture[] {
  const found = existsSync(folder) ? fixturesIn(folder) : [];
  if (found.length > 0) return found;
  process.stderr.write(`${folder} holds no NAME.truth.json; give a folder of captures with their truth\n`);
  process.exit(2);
}

function exactness(all: readonly Comparison[]): string {
  const exact = all.reduce((sum, { exactSettings }) => sum + exactSettings, 0);
  const right = all.reduce((sum, { keepscope }) => sum + keepscope.settings.right, 0);
  return `Of ${right} settings within their bounds, the estimate of ${exact} is the option that was set.`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
