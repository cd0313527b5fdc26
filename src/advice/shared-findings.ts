/** Findings over connections that call for something of each connection that they name. */
import type { Change } from './change.ts';
import type { ObservedConnection, ObservedFinding } from './observed.ts';
import { Storms } from './storms.ts';

/** By the ids that they name: at most 100 each. */
export class SharedFindings<Finding extends ObservedFinding> {
  private readonly timeouts: Map<number, Finding> = new Map();
  private readonly storms: Storms<Finding>;

  constructor(findings: readonly Finding[]) {
    for (const finding of findings)
      if (finding.code === 'idle-timeout-bounded')
        for (const id of finding.connections) this.timeouts.set(id, finding);
    this.storms = new Storms(findings.filter(({ code }) => code === 'keepalive-storm'));
  }

  timeoutOf({ id }: ObservedConnection): Finding | null {
    return this.timeouts.get(id) ?? null;
  }

  /** `advisedIdle`: the idle time that would be advised, s; 0 where none is. */
  changesOf(connection: ObservedConnection, advisedIdle: () => number): Change<Finding>[] {
    const change = this.storms.changeOf(connection, advisedIdle);
    return change === null ? [] : [change];
  }
}
