/** Runs scenarios for tests: where the machine can, and always under CI=true. */
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { Result } from '../../src/lab/actor/protocol.ts';
import { type Experiment, runExperiment } from '../../src/lab/experiment.ts';
import type { Journal } from '../../src/lab/journal.ts';
import { checkPrerequisites } from '../../src/lab/prerequisites.ts';
import type { AnyValues, Scenario } from '../../src/lab/scenario.ts';
import { type Fixture, fixturesIn } from '../support/fixtures.ts';

/** Why scenarios cannot run here, for the options of a test; false where they can. Throws under CI=true. */
export function skipLab(): false | string {
  try {
    checkPrerequisites(process.env['PATH'] ?? '');
    return false;
  } catch (error) {
    if (process.env['CI'] === 'true' || !(error instanceof Error)) throw error;
    return error.message;
  }
}

/** Runs one with its defaults, but for the values given. */
export function experiment(
  scenario: Scenario,
  values: AnyValues = {},
  options: { bothSides?: boolean } = {},
): Promise<Experiment> {
  const defaults = Object.entries(scenario.options).map(([name, option]) => [
    name,
    option.kind === 'switch' ? false : option.default,
  ]);
  return runExperiment(scenario, {
    values: { ...Object.fromEntries(defaults), ...values },
    bothSides: options.bothSides === true,
    signal: new AbortController().signal,
    say: () => {},
  });
}

/** Its captures, each with its truth, as tests take fixtures. */
export async function fixturesOf({ captures }: Experiment): Promise<Fixture[]> {
  for (const { path, truth } of captures) {
    await writeFile(join(dirname(path), `${truth.name}.truth.json`), JSON.stringify(truth));
  }
  const [first] = captures;
  return first === undefined ? [] : fixturesIn(dirname(first.path));
}

/** What calls of an application returned, in the order in which they did; null for one that still blocks. */
export function returnsOf({ calls }: Journal, actor: string, call: string): (number | string | null)[] {
  return calls
    .filter((entry) => entry.actor === actor && entry.call === call)
    .map(({ result }) => (result === null ? null : outcomeOf(result)));
}

/** The name of errno, or the number. */
function outcomeOf({ errno, returned }: Result): number | string {
  return errno ?? returned;
}

/** Namespaces and folders that the lab of a process has made and not removed. */
export function leftOf(pid: number): string[] {
  return ['/run/netns', tmpdir()].flatMap((folder) =>
    readdirSync(folder).filter((name) => name.startsWith(`keepscope-${pid}-`)),
  );
}
