/** The options of `keepscope analyze`: the one table from which parsing, help and completion are made. */
import type { Options } from 'yargs';

import { SORT_KEYS } from '../report/ranking.ts';

/** Ways to give a report. */
export const FORMATS = ['table', 'trace', 'json', 'events', 'csv', 'markdown'] as const;
export type Format = (typeof FORMATS)[number];

/** Whether a program reads the format: nothing may stand before, between or after reports. */
export function isForPrograms(format: Format): boolean {
  return format === 'json' || format === 'events' || format === 'csv';
}

/** Heads the options that select; it is in the help of analyze and in no other. */
export const SHOW = 'What to show (for several values repeat the option, or use commas):';
const HOW = 'How to show it:';

/** Numbers are checked later, so that nothing is turned into a number by guessing. */
const TEXT = { type: 'string', requiresArg: true } as const;

/** By name. */
export const ANALYZE_OPTIONS: Readonly<Record<string, Options>> = {
  host: {
    ...TEXT,
    group: SHOW,
    describe: 'connections of an address, or of a block: 10.0.0.0/8',
    array: true,
  },
  port: { ...TEXT, group: SHOW, describe: 'connections of a port, on either side', array: true },
  connection: { ...TEXT, group: SHOW, describe: 'connections by their number', array: true },
  verdict: { ...TEXT, group: SHOW, describe: 'connections with a verdict, such as peer-dead', array: true },
  since: { ...TEXT, group: SHOW, describe: 'connections after 2026-01-31T12:29:34Z, 12:29:34 (UTC) or +90s' },
  until: { ...TEXT, group: SHOW, describe: 'connections before; written as in --since' },
  top: { ...TEXT, group: SHOW, describe: 'at most so many connections' },
  sort: { ...TEXT, group: HOW, describe: 'what comes first', choices: SORT_KEYS },
  format: { ...TEXT, group: HOW, describe: 'table unless given; events is a line a frame', choices: FORMATS },
  middlebox: {
    ...TEXT,
    group: HOW,
    describe: 'idle timeout on the path to judge settings by: aws-nlb, azure-lb, ... or seconds',
  },
  threads: { ...TEXT, group: HOW, describe: 'threads to share the work; by size and cores unless given' },
  'max-connections': {
    ...TEXT,
    group: HOW,
    describe: 'connections kept at the same time; 2,000,000 unless given',
  },
  'fail-on': { ...TEXT, group: HOW, describe: 'status 1 on warning, error, a verdict or a finding' },
};

/** The names of all options that a person can type. */
export const OPTION_NAMES: readonly string[] = [...Object.keys(ANALYZE_OPTIONS), 'help', 'version'];
