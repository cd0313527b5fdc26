/**
 * Options of `keepscope live` for what stands beside the session: --write, --metrics, --alert. One table for parsing, help and
 * completion; and what was given, checked and typed.
 */
import type { Options } from 'yargs';

import type { Rotation } from '../capture/rotation.ts';
import { KeepscopeError } from '../errors.ts';
import { type MetricsAddress, parseMetricsAddress } from './metrics-address.ts';
import { parseOctets } from './octets-text.ts';
import { type Arguments, single } from './request.ts';

/** Severities that an alert can be bound to: what is nothing to do is nothing to wake anybody for. */
const ALERT_SEVERITIES = ['warning', 'error'] as const;
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

/** What was asked for; null where it was not. */
export interface LiveRecordRequest {
  write: { path: string; rotation: Rotation } | null;
  metrics: MetricsAddress | null;
  alert: { command: string; severity: AlertSeverity } | null;
}

/** The request that the arguments make. Throws usage errors. */
export function liveRecordRequestOf(given: Arguments): LiveRecordRequest {
  const address = single(given, 'metrics');
  return {
    write: writeOf(given),
    metrics: address === null ? null : parseMetricsAddress(address.trim()),
    alert: alertOf(given),
  };
}

function writeOf(given: Arguments): LiveRecordRequest['write'] {
  const path = single(given, 'write');
  const rotation: Rotation = {
    octets: sizeOf(single(given, 'rotate-size')),
    seconds: countOf('rotate-seconds', single(given, 'rotate-seconds')),
    files: countOf('rotate-files', single(given, 'rotate-files')),
  };
  const [orphan] = ['rotate-size', 'rotate-seconds', 'rotate-files'].filter(
    (name) => given[name] !== undefined,
  );
  if (path === null && orphan !== undefined)
    throw usage(`--${orphan} is for files, and none is written`, 'add --write FILE');
  if (path === null) return null;
  if (path === '-') {
    throw usage(
      '--write - is not possible: standard output is for the report',
      'give a file; ./- is one of that name',
    );
  }
  if (path.trim() === '') throw usage('--write: the name of the file is empty', 'give a file');
  if (rotation.files !== null && rotation.octets === null && rotation.seconds === null) {
    throw usage('--rotate-files: nothing says when a file ends', 'add --rotate-size or --rotate-seconds');
  }
  return { path, rotation };
}

function alertOf(given: Arguments): LiveRecordRequest['alert'] {
  const command = single(given, 'alert');
  const text = single(given, 'alert-severity');
  if (command === null) {
    if (text !== null)
      throw usage('--alert-severity is for alerts, and none is asked for', 'add --alert COMMAND');
    return null;
  }
  if (command.trim() === '')
    throw usage('--alert: the command is empty', "give a command: --alert 'logger -t tcp'");
  return { command, severity: ALERT_SEVERITIES.find((severity) => severity === text) ?? 'warning' };
}

/** A file has room for its headers and a frame. */
const LEAST_OCTETS = 1000;

function sizeOf(text: string | null): number | null {
  if (text === null) return null;
  const octets = parseOctets(text);
  if (octets === null) throw usage(`--rotate-size: "${text}" is not a size`, 'write 500k, 10M or 1G');
  if (octets >= LEAST_OCTETS) return octets;
  throw usage(`--rotate-size: ${text} octets are too few`, `${text}M are megabytes; the least is 1k`);
}

function countOf(name: string, text: string | null): number | null {
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text) && Number(text) >= 1) return Number(text);
  throw usage(`--${name}: "${text}" is not understood`, 'give a whole number from 1 on');
}

function usage(message: string, remedy: string): KeepscopeError {
  return new KeepscopeError('usage', message, remedy);
}
