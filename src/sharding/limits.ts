/** How much is kept of what is read. */
import { KeepscopeError } from '../errors.ts';

/** Caps that keep memory bounded, whatever is read. What a cap left out is counted in the report. */
export interface Limits {
  /** Connections kept at the same time, 1 at least; beyond it some are let go of (docs/limits.md). Infinity: 5,000,000. */
  connections: number;
  /** Exchanges kept of each side of a connection: the first and the last half. */
  exchanges: number;
  /** Exchanges kept of all connections together; where there are more, those with many keep fewer. */
  exchangesTotal: number;
  /** Connections whose traces are kept: the first ones that the selection can want. */
  traces: number;
  /** Entries kept of the trace of a connection: the first and the last half. */
  traceEntries: number;
}

/** What holds unless something else is asked for: 24 hours of a busy link, in memory of 1 to 2 GB (docs/limits.md). */
export const LIMITS: Limits = {
  connections: 2_000_000,
  exchanges: 10_000,
  exchangesTotal: 8_000_000,
  traces: 10_000,
  traceEntries: 2_000,
};

/** Classified frames, or probes, of a connection that wait for their kind; then it is decided as it looks. */
export const HELD_FRAMES = 256;

/** More than any machine gains from: one thread reads for all. */
export const MOST_THREADS = 64;

/** Throws a usage error for the first limit that cannot be meant. */
export function checkLimits(limits: Partial<Limits>): void {
  for (const [name, limit] of Object.entries(limits)) {
    if (limit >= 1 && (Number.isInteger(limit) || limit === Number.POSITIVE_INFINITY)) continue;
    throw new KeepscopeError('usage', `limits.${name}: ${limit} is no limit`, 'Give a whole number from 1.');
  }
}
