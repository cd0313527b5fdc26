/**
 * What advice needs to know of a connection that was captured: the part of a report that it looks at. A connection of
 * report/model.ts is one of these as it is.
 */
import type { Estimate } from '../keepalive/settings.ts';

export type Role = 'originator' | 'responder';

export interface ObservedEndpoint {
  address: string;
  port: number;
}

/** The probes of one side; null where the capture does not show a setting. */
export interface ObservedKeepalive {
  idleSeconds: Estimate | null;
  intervalSeconds: Estimate | null;
  count: Estimate | null;
}

export interface ObservedFinding {
  code: string;
  /** The side that it is about. */
  from: Role | null;
  limitSeconds: { low: number; high: number } | null;
  products: readonly { name: string; title: string; seconds: number }[];
  /** Ids, of one over connections. */
  connections: readonly number[];
  connectionCount: number;
}

export interface ObservedConnection {
  id: number;
  originator: ObservedEndpoint;
  responder: ObservedEndpoint;
  longestSilenceSeconds: number;
  keepalive: Readonly<Record<Role, ObservedKeepalive | null>>;
  verdict: { code: string };
  findings: readonly ObservedFinding[];
}
