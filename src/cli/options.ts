/** The options of `keepscope analyze` and `report`: the one table from which parsing, help and completion are made. */
import type { Options } from 'yargs';

import { SORT_KEYS } from '../report/ranking.ts';
import { ADVISE_OPTIONS } from './advise-options.ts';
import { LIVE_OPTIONS } from './live-options.ts';
import { LIVE_RECORD_OPTIONS } from './live-record-options.ts';

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
const REPORTED = 'What to report (for several values repeat the option, or use commas):';

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
  'max-probes': {
    ...TEXT,
    group: HOW,
    describe: 'probes kept of each side of a connection; 10,000 unless given',
  },
  'max-entries': {
    ...TEXT,
    group: HOW,
    describe: 'entries kept of the timeline of a connection; 2,000 unless given',
  },
  'fail-on': { ...TEXT, group: HOW, describe: 'status 1 on warning, error, a verdict or a finding' },
};

const { format: _screenFormat, ...SELECTING } = ANALYZE_OPTIONS;

/** The options of `keepscope report`: those of analyze, but for what becomes of them. */
export const REPORT_OPTIONS: Readonly<Record<string, Options>> = {
  output: {
    ...TEXT,
    alias: 'o',
    describe: 'the file to write; its name says the form; - is standard output',
  },
  format: { ...TEXT, describe: 'html, md or pcapng, where the name does not say it' },
  'only-evidence': { type: 'boolean', describe: 'with .pcapng: only the frames that prove something' },
  ...Object.fromEntries(
    Object.entries(SELECTING).map(([name, option]) => [
      name,
      { ...option, group: option.group === SHOW ? REPORTED : 'Options:' },
    ]),
  ),
};

/** By command: its options, but for those of the lab's experiments, each of which has its own. */
const OPTIONS_OF: Readonly<Record<string, Readonly<Record<string, Options>>>> = {
  analyze: ANALYZE_OPTIONS,
  report: REPORT_OPTIONS,
  advise: ADVISE_OPTIONS,
  live: { ...LIVE_OPTIONS, ...LIVE_RECORD_OPTIONS },
};

/** The names of all options that a person can type. */
export const OPTION_NAMES: readonly string[] = [
  ...new Set(Object.values(OPTIONS_OF).flatMap((options) => Object.keys(options))),
  'help',
  'version',
];

/** The commands that have an option of this name, or of this letter. */
export function commandsWith(name: string): string[] {
  return Object.entries(OPTIONS_OF)
    .filter(([, options]) =>
      Object.entries(options).some(([own, { alias }]) => own === name || alias === name),
    )
    .map(([command]) => command);
}
