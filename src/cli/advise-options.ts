/** The options of `keepscope advise`: the one table from which parsing, help and completion are made. */
import type { Options } from 'yargs';

const WANTED = 'What is wanted:';
const GIVEN = 'What there is:';
const SHOWN = 'How to show it:';

const TEXT = { type: 'string', requiresArg: true } as const;

/** Ways to give advice. */
export const ADVICE_FORMATS = ['text', 'json', 'snippets'] as const;
export type AdviceFormat = (typeof ADVICE_FORMATS)[number];

/** By name. */
export const ADVISE_OPTIONS: Readonly<Record<string, Options>> = {
  middlebox: {
    ...TEXT,
    group: WANTED,
    describe: 'stay open through a known product: aws-nlb, azure-lb, ... or seconds',
  },
  limit: { ...TEXT, group: WANTED, describe: 'stay open through an idle timeout: 350, 6m, 1h' },
  detect: { ...TEXT, group: WANTED, describe: 'notice a dead peer within so long: 60, 5m' },
  settings: { ...TEXT, group: GIVEN, describe: 'judge these, as IDLE/INTERVAL/COUNT: 7200/75/9' },
  from: { ...TEXT, group: GIVEN, describe: 'look at captures: what to change, on which side', array: true },
  'this-host': {
    type: 'boolean',
    group: GIVEN,
    describe: "look at this machine's values and connections (Linux)",
  },
  hz: {
    ...TEXT,
    group: GIVEN,
    describe: 'ticks a second of the kernel: 250; any of them unless given',
    array: true,
  },
  for: {
    ...TEXT,
    group: SHOWN,
    describe: 'snippets: c, python, node, go, nginx, ... or all; sysctl unless given',
    array: true,
  },
  format: {
    ...TEXT,
    group: SHOWN,
    describe: 'text unless given; snippets is nothing but those',
    choices: ADVICE_FORMATS,
  },
};
