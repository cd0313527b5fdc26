/** How many probes a connection had, with those that are not listed because there were too many. */
import type { ConnectionReport } from './model.ts';

type Counted = Pick<ConnectionReport, 'keepalive' | 'exchanges' | 'exchangesOmitted' | 'windowProbes'>;

/** Keepalive probes of both sides. */
export function probesOf({ keepalive: { originator, responder } }: Pick<Counted, 'keepalive'>): number {
  return (originator?.probes ?? 0) + (responder?.probes ?? 0);
}

/** Window probes of both sides. */
export function windowProbesOf(connection: Counted): number {
  const { exchangesOmitted, windowProbes } = connection;
  if (exchangesOmitted === 0) return windowProbes.length;
  // Probes of either kind were left out.
  return windowProbes.length + exchangesOmitted - (probesOf(connection) - connection.exchanges.length);
}
