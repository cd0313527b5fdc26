/** The options of `keepscope live`: the one table from which parsing, help and completion are made. */
import type { Options } from 'yargs';

const WHAT = 'What to capture:';
const SHOWN = 'How to show it:';

const TEXT = { type: 'string', requiresArg: true } as const;

export const ENGINES = ['auto', 'cap', 'dumpcap', 'tcpdump'] as const;
/** Ways to show what happens. */
export const LIVE_FORMATS = ['table', 'events', 'json'] as const;
export type LiveFormat = (typeof LIVE_FORMATS)[number];

/** By name. */
export const LIVE_OPTIONS: Readonly<Record<string, Options>> = {
  list: { type: 'boolean', group: WHAT, describe: 'list the interfaces' },
  engine: { ...TEXT, group: WHAT, describe: 'program that captures; auto unless given', choices: ENGINES },
  filter: { ...TEXT, group: WHAT, describe: 'pcap filter; TCP and ICMP errors unless given' },
  snaplen: { ...TEXT, group: WHAT, describe: 'octets kept of each frame' },
  duration: { ...TEXT, group: WHAT, describe: 'end after so many seconds' },
  count: { ...TEXT, group: WHAT, describe: 'end after so many frames' },
  'max-connections': {
    ...TEXT,
    group: WHAT,
    describe: 'connections remembered at once; 200000 unless given',
  },
  'max-probes': {
    ...TEXT,
    group: WHAT,
    describe: 'probes remembered of each side of a connection; 1000 unless given',
  },
  format: {
    ...TEXT,
    group: SHOWN,
    describe: 'table on a terminal, else events: a line each; json ends with the report',
    choices: LIVE_FORMATS,
  },
  middlebox: {
    ...TEXT,
    group: SHOWN,
    describe: 'idle timeout on the path to judge settings by: aws-nlb, azure-lb, ... or seconds',
  },
  'fail-on': { ...TEXT, group: SHOWN, describe: 'status 1 on warning, error, a verdict or a finding' },
};
