/** What yargs made of the arguments of `keepscope live`, checked and typed. Throws usage errors. */
import { KeepscopeError } from '../errors.ts';
import { HELD_FRAMES, LIMITS } from '../sharding/limits.ts';
import type { ShardLimits } from '../sharding/shard.ts';
import { type FailOn, parseFailOn } from './fail-on.ts';
import { ENGINES, LIVE_FORMATS, type LiveFormat } from './live-options.ts';
import { type LiveRecordRequest, liveRecordRequestOf } from './live-record-request.ts';
import { type Arguments, LEAST_PROBES, middleboxOf, single, wholeNumber } from './request.ts';

/** A run of `keepscope live`. */
export interface LiveRequest {
  interface: string;
  engine: (typeof ENGINES)[number];
  /** A pcap filter; null: TCP and ICMP errors. */
  filter: string | null;
  /** Octets kept of each frame; null: what suits. */
  snaplen: number | null;
  durationSeconds: number | null;
  count: number | null;
  limits: Required<ShardLimits>;
  /** Null: a screen on a terminal, else lines. */
  format: LiveFormat | null;
  middlebox: string | null;
  failOn: FailOn | null;
  /** What stands beside it. */
  beside: LiveRecordRequest;
}

/** Connections remembered at once, unless asked otherwise. */
const MAX_CONNECTIONS = 200_000;
/** Of each side of a connection. */
const MAX_PROBES = 1000;
/** The shortest that still holds a TCP header behind IPv6 and VLAN tags, and the longest that engines take. */
const LEAST_SNAPLEN = 96;
const MOST_SNAPLEN = 262_144;

/** The request that the arguments make. */
export function liveRequestOf(name: string, given: Arguments): LiveRequest {
  const failOn = single(given, 'fail-on');
  return {
    interface: name,
    engine: ENGINES.find((engine) => engine === single(given, 'engine')) ?? 'auto',
    filter: single(given, 'filter'),
    snaplen: numberOf(given, 'snaplen', LEAST_SNAPLEN, MOST_SNAPLEN),
    durationSeconds: numberOf(given, 'duration', 1, 1e9),
    count: numberOf(given, 'count', 1, Number.MAX_SAFE_INTEGER),
    limits: {
      connections: numberOf(given, 'max-connections', 1, 100_000_000) ?? MAX_CONNECTIONS,
      exchanges: numberOf(given, 'max-probes', LEAST_PROBES, 100_000_000) ?? MAX_PROBES,
      exchangesTotal: LIMITS.exchangesTotal,
      held: HELD_FRAMES,
    },
    format: LIVE_FORMATS.find((format) => format === single(given, 'format')) ?? null,
    middlebox: middleboxOf(single(given, 'middlebox')),
    failOn: failOn === null ? null : parseFailOn(failOn),
    beside: liveRecordRequestOf(given),
  };
}

function numberOf(given: Arguments, name: string, least: number, most: number): number | null {
  const text = single(given, name);
  if (text === null) return null;
  const number = wholeNumber(name, text);
  if (number >= least && number <= most) return number;
  throw new KeepscopeError(
    'usage',
    `--${name}: ${text} is too ${number < least ? 'small' : 'large'}`,
    `${least} to ${most}`,
  );
}
