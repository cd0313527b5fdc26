/** `keepscope lab SCENARIO`: its place on the command line. What it does is in lab-run.ts, loaded when asked for. */
import type { Argv, CommandModule, Options } from 'yargs';

import { KeepscopeError } from '../errors.ts';
import type { AnyValues, Scenario, ScenarioOption } from '../lab/scenario.ts';
import { nearest } from './nearest.ts';
import { FORMATS, isForPrograms } from './options.ts';
import type { Arguments } from './request.ts';
import type { Terminal } from './terminal.ts';

const TEXT = { type: 'string', requiresArg: true } as const;

/** Options of every scenario. */
const COMMON: Readonly<Record<string, Options>> = {
  list: { type: 'boolean', describe: 'list the scenarios' },
  write: { ...TEXT, describe: 'keep the capture in this file' },
  truth: { ...TEXT, describe: 'write what was done and counted into this file, as JSON' },
  format: { ...TEXT, describe: 'trace unless given', choices: FORMATS },
  'both-sides': { type: 'boolean', describe: 'capture at both ends' },
};

const LIST = 'keepscope lab --list shows them';

/** Stands before what yargs writes of the options. */
export const LAB_OPENING = `Usage: keepscope lab SCENARIO

Examples:
  keepscope lab --list                     the scenarios, with their options
  sudo keepscope lab dead-peer             a peer that dies without a word
  sudo keepscope lab nat-expiry --write nat.pcap
                                           keeps the capture

`;

/** The command; its exit status goes to `finish`. */
export function labCommand(terminal: Terminal, finish: (status: number) => void): CommandModule {
  return {
    command: 'lab',
    describe: 'Run an experiment on the real kernel (Linux, as root) and analyze it',
    builder: async (argv: Argv) => {
      const { SCENARIOS } = await import('../lab/scenarios/catalogue.ts');
      return argv.usage('').options({ ...COMMON, ...optionsOf(SCENARIOS) });
    },
    handler: async (given) => {
      const { SCENARIOS } = await import('../lab/scenarios/catalogue.ts');
      const { listScenarios, runLab } = await import('./lab-run.ts');
      const { labFilesOf } = await import('./lab-files.ts');
      if (given['list'] === true) return listScenarios(SCENARIOS, terminal);
      const scenario = scenarioOf(SCENARIOS, given);
      const format = FORMATS.find((name) => name === given['format']) ?? 'trace';
      const bothSides = given['both-sides'] === true;
      if (bothSides && isForPrograms(format)) {
        throw new KeepscopeError(
          'usage',
          `--both-sides does not go with --format ${format}`,
          'keep the captures with --write and analyze each',
        );
      }
      finish(
        await runLab(
          { scenario, values: valuesOf(scenario, given), format, bothSides, ...labFilesOf(given) },
          terminal,
        ),
      );
    },
  };
}

/** Every scenario's options in one table; of those with one name the first describes them. */
function optionsOf(scenarios: readonly Scenario[]): Record<string, Options> {
  const all: Record<string, Options> = {};
  for (const { options } of scenarios) {
    for (const [name, option] of Object.entries(options)) all[name] ??= asYargs(option);
  }
  return all;
}

/** Values are checked against the scenario later: yargs knows only one option of a name. */
function asYargs(option: ScenarioOption): Options {
  const { describe, kind } = option;
  return kind === 'switch' ? { type: 'boolean', describe } : { ...TEXT, describe };
}

function scenarioOf(scenarios: readonly Scenario[], given: Arguments): Scenario {
  const words = [given['_'], given['--']].flatMap((value) => (Array.isArray(value) ? value.map(String) : []));
  const [, name, extra] = words;
  if (name === undefined) throw new KeepscopeError('usage', 'lab: no scenario given', LIST);
  if (extra !== undefined)
    throw new KeepscopeError('usage', `keepscope lab ${name} takes nothing more: ${extra}`, LIST);
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  const names = scenarios.map((scenario) => scenario.name);
  const guess = nearest(name, names);
  const remedy = guess === null ? LIST : `did you mean ${guess}?`;
  throw new KeepscopeError('usage', `lab: there is no scenario "${name}"`, remedy);
}

/** The scenario's options, those that were given and the others. Throws where one is given that it has not. */
function valuesOf({ name, options }: Scenario, given: Arguments): AnyValues {
  const own = Object.keys(options);
  const known = new Set([...own, ...Object.keys(COMMON), '_', '--', '$0']);
  const foreign = Object.keys(given).find((key) => given[key] !== undefined && !known.has(key));
  if (foreign !== undefined) {
    const remedy = `its options are ${own.map((key) => `--${key}`).join(', ')}`;
    throw new KeepscopeError('usage', `--${foreign} does not go with keepscope lab ${name}`, remedy);
  }
  return Object.fromEntries(own.map((key) => [key, settingOf(key, options[key], given[key])]));
}

function settingOf(
  name: string,
  option: ScenarioOption | undefined,
  given: unknown,
): string | number | boolean {
  if (option === undefined || option.kind === 'switch') return given === true;
  if (given === undefined) return option.default;
  if (Array.isArray(given))
    throw new KeepscopeError('usage', `--${name} is given more than once`, 'give it once');
  const text = String(given);
  if (option.kind === 'choice') {
    if (option.choices.includes(text)) return text;
    const guess = nearest(text, option.choices);
    const remedy = guess === null ? `choose among ${option.choices.join(', ')}` : `did you mean ${guess}?`;
    throw new KeepscopeError('usage', `--${name}: there is no ${name} "${text}"`, remedy);
  }
  const { least = 1, most = 99_999 } = option;
  if (/^\d{1,5}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
  throw new KeepscopeError(
    'usage',
    `--${name}: "${text}" is not understood`,
    `give a whole number from ${least} to ${most}`,
  );
}
