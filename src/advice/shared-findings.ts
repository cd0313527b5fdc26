/** Findings over connections that call for something of each connection that they name. */
import type { Change } from './change.ts';
import type { ObservedConnection, ObservedFinding } from './observed.ts';

/** By the ids that they name: at most 100 each. */
export class SharedFindings<Finding extends ObservedFinding> {
  private readonly timeouts: Map<number, Finding> = new Map();
  private readonly storms: Map<number, Finding> = new Map();

  constructor(findings: readonly Finding[]) {
    for (const finding of findings) {
      const book =
        finding.code === 'idle-timeout-bounded'
          ? this.timeouts
          : finding.code === 'keepalive-storm'
            ? this.storms
            : null;
      for (const id of book === null ? [] : finding.connections) book?.set(id, finding);
    }
  }

  timeoutOf({ id }: ObservedConnection): Finding | null {
    return this.timeouts.get(id) ?? null;
  }

  changesOf({ id }: ObservedConnection): Change<Finding>[] {
    const storm = this.storms.get(id);
    return storm === undefined ? [] : [{ code: 'lengthen', side: storm.from, finding: storm }];
  }
}
