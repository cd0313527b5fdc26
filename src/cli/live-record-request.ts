/** What yargs made of the options of `keepscope live` for what stands beside the session, checked and typed. */
import type { Rotation } from '../capture/rotation.ts';
import { KeepscopeError } from '../errors.ts';
import { ALERT_SEVERITIES, type AlertSeverity } from './live-record-options.ts';
import { type MetricsAddress, parseMetricsAddress } from './metrics-address.ts';
import { parseOctets } from './octets-text.ts';
import { type Arguments, single } from './request.ts';
import { writtenFile } from './written-file.ts';

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
  const rotation: Rotation = {
    octets: sizeOf(single(given, 'rotate-size')),
    seconds: countOf('rotate-seconds', single(given, 'rotate-seconds')),
    files: countOf('rotate-files', single(given, 'rotate-files')),
  };
  const path = writtenFile(given, 'write');
  const [orphan] = ['rotate-size', 'rotate-seconds', 'rotate-files'].filter(
    (name) => given[name] !== undefined,
  );
  if (path === null && orphan !== undefined)
    throw usage(`--${orphan} is for files, and none is written`, 'add --write FILE');
  if (path === null) return null;
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
  throw usage(`--rotate-size: ${text} is too little`, 'the least is 1k; write 500k, 10M or 1G');
}

function countOf(name: string, text: string | null): number | null {
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text) && Number(text) >= 1) return Number(text);
  throw usage(`--${name}: "${text}" is not understood`, 'give a whole number from 1 on');
}

function usage(message: string, remedy: string): KeepscopeError {
  return new KeepscopeError('usage', message, remedy);
}
