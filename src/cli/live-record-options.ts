/**
 * Options of `keepscope live` for what stands beside the session: --write, --metrics, --alert. The one table from which
 * parsing, help and completion are made.
 */
import type { Options } from 'yargs';

/** Severities that an alert can be bound to: what is nothing to do is nothing to wake anybody for. */
export const ALERT_SEVERITIES = ['warning', 'error'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

const TEXT = { type: 'string', requiresArg: true } as const;
const KEEP = 'What to keep:';
const TELL = 'Whom to tell:';

/** By name. */
export const LIVE_RECORD_OPTIONS: Readonly<Record<string, Options>> = {
  write: { ...TEXT, group: KEEP, describe: 'save what is captured in this file too (pcapng)' },
  'rotate-size': { ...TEXT, group: KEEP, describe: 'begin another file when one is so large: 10M, 1G' },
  'rotate-seconds': { ...TEXT, group: KEEP, describe: 'begin another file after so many seconds' },
  'rotate-files': { ...TEXT, group: KEEP, describe: 'keep so many files, remove the oldest' },
  metrics: {
    ...TEXT,
    group: TELL,
    describe: 'serve Prometheus metrics at PORT or HOST:PORT; 127.0.0.1 unless given',
  },
  alert: { ...TEXT, group: TELL, describe: 'run this command with each finding as JSON on its input' },
  'alert-severity': {
    ...TEXT,
    group: TELL,
    describe: 'the least that is worth an alert; warning unless given',
    choices: ALERT_SEVERITIES,
  },
};
