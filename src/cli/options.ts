/** The options of `keepscope analyze`: the one table from which parsing, help and completion are made. */
import type { Options } from 'yargs';

import { SORT_KEYS } from '../report/ranking.ts';

/** Ways to give a report. */
export const FORMATS = ['table', 'trace', 'json', 'events'] as const;
export type Format = (typeof FORMATS)[number];

const SHOW = 'What to show (several values: repeat the option, or commas):';
const HOW = 'How to show it:';

/** All take text: numbers are checked later, so that nothing is turned into a number by guessing. */
export const ANALYZE_OPTIONS = {
  host: {
    group: SHOW,
    describe: 'connections of this address or block (10.0.0.0/8, fe80::/10)',
    array: true,
  },
  port: { group: SHOW, describe: 'connections of this port, on either side', array: true },
  connection: { group: SHOW, describe: 'connections by their number', array: true },
  verdict: { group: SHOW, describe: 'connections with this verdict', array: true },
  since: {
    group: SHOW,
    describe: 'connections that were there after: 2026-01-31T12:29:34Z, 12:29:34 or +90s',
  },
  until: { group: SHOW, describe: 'connections that were there before; forms as in --since' },
  top: { group: SHOW, describe: 'at most so many connections' },
  sort: { group: HOW, describe: 'what comes first; the largest, except for first', choices: SORT_KEYS },
  format: {
    group: HOW,
    describe: 'table is the default; events is one line of JSON a frame',
    choices: FORMATS,
  },
  'fail-on': { group: HOW, describe: 'end with status 1 on a severity (warning, error), verdict or finding' },
} as const satisfies Record<string, Options>;

/** The names of all options that a person can type. */
export const OPTION_NAMES: readonly string[] = [...Object.keys(ANALYZE_OPTIONS), 'help', 'version'];
