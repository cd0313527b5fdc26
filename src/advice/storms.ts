/**
 * Connections of a host that probes far too often. A finding names at most 100 of them (diagnosis/population/), so the
 * others are told by what those have in common: the host, the side that it is on, and its idle time.
 */
import type { Change } from './change.ts';
import type { ObservedConnection, ObservedFinding, Role } from './observed.ts';

/** Connections are asked for in the order of their ids, of which a finding names the lowest. */
export class Storms<Finding extends ObservedFinding> {
  private readonly named: Map<number, Finding> = new Map();
  /** Those that name not all of theirs, by what their connections have in common. */
  private readonly alike: Map<string, Finding> = new Map();

  constructor(findings: readonly Finding[]) {
    for (const finding of findings) for (const id of finding.connections) this.named.set(id, finding);
  }

  /** Null where the connection is of no storm, or its host would probe no less often with `advisedIdle`, s. */
  changeOf(connection: ObservedConnection, advisedIdle: () => number): Change<Finding> | null {
    for (const side of this.sidesOf(connection)) {
      const idle = this.idleOf(connection, side);
      if (idle === Number.POSITIVE_INFINITY) continue;
      const finding = this.findingOf(connection, `${side} ${connection[side].address} ${idle}`);
      if (finding !== null) return idle < advisedIdle() ? { code: 'lengthen', side, finding } : null;
    }
    return null;
  }

  /** Infinity: not known. Of a side that is named, probes that come faster than any setting are as good as none, s. */
  private idleOf({ id, keepalive }: ObservedConnection, side: Role): number {
    const unknown = this.named.has(id) ? 0 : Number.POSITIVE_INFINITY;
    const settings = keepalive[side];
    return settings === null ? Number.POSITIVE_INFINITY : (settings.idleSeconds?.estimate ?? unknown);
  }

  private findingOf({ id }: ObservedConnection, kind: string): Finding | null {
    const finding = this.named.get(id);
    if (finding === undefined) return this.alike.get(kind) ?? null;
    if (finding.connectionCount > finding.connections.length) this.alike.set(kind, finding);
    return finding;
  }

  /** The side that the storm comes from; where a finding has none, and of others, the one that probes sooner first. */
  private sidesOf(connection: ObservedConnection): Role[] {
    const from = this.named.get(connection.id)?.from ?? null;
    if (from !== null) return [from];
    return this.idleOf(connection, 'responder') < this.idleOf(connection, 'originator')
      ? ['responder', 'originator']
      : ['originator', 'responder'];
  }
}
