/**
 * npm run bench: without options the headline.
 *
 *   --all          every case; --case NAME the named ones, which may be given several times
 *   --frames N     at most so many frames, and their share of the connections: a try-out
 *   --thorough N   frames that the slow contestants get, instead of 500,000 and the whole headline
 *   --runs N       runs of each, 5 unless given
 *   --keep         leaves the captures in the temporary folder, for the next time
 *   --write        makes docs/performance.md, anew after every capture; --page FILE another file
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { CASES, type Case, HEADLINE, scaled } from './cases.ts';

export interface Options {
  cases: Case[];
  runs: number;
  keep: boolean;
  /** Where the page goes; null: there is none. */
  page: string | null;
}

const PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));

export function optionsOf(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      all: { type: 'boolean', default: false },
      case: { type: 'string', multiple: true, default: [HEADLINE] },
      frames: { type: 'string' },
      thorough: { type: 'string' },
      runs: { type: 'string', default: '5' },
      keep: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      page: { type: 'string' },
    },
  });
  const { frames, thorough } = values;
  const named = values.all ? CASES : values.case.map(caseOf);
  const cases = named
    .map((one) => (frames === undefined ? one : scaled(one, wholeNumber('frames', frames))))
    .map((one) => (thorough === undefined ? one : { ...one, thorough: [wholeNumber('thorough', thorough)] }));
  return {
    cases,
    runs: wholeNumber('runs', values.runs),
    keep: values.keep,
    page: values.page ?? (values.write ? PAGE : null),
  };
}

function caseOf(name: string): Case {
  const found = CASES.find((one) => one.name === name);
  if (found !== undefined) return found;
  throw new Error(`there is no case ${name}, but ${CASES.map((one) => one.name).join(', ')}`);
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${option} takes a whole number from 1, not ${text}`);
}
