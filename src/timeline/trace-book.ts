/** The traces of all connections, by row. */
import type { Classified } from '../keepalive/classified.ts';
import { Trace } from './trace.ts';

/** What is kept. */
export interface TraceLimits {
  /** Connections, the first ones. */
  traces: number;
  /** Entries of each. */
  traceEntries: number;
}

const LOOKS = 4;

export class TraceBook {
  private readonly traces: Map<number, Trace> = new Map();
  private readonly limits: TraceLimits;
  private readonly isDispensable: (row: number) => boolean;

  /** `isDispensable`: where there are too many, the connection's trace may give way to that of a newer one. */
  constructor(limits: TraceLimits, isDispensable: (row: number) => boolean = () => false) {
    this.limits = limits;
    this.isDispensable = isDispensable;
  }

  add(frame: Classified): void {
    let trace = this.traces.get(frame.row);
    if (trace === undefined) {
      if (this.traces.size >= this.limits.traces && !this.makeRoom()) return;
      trace = new Trace(this.limits.traceEntries);
      this.traces.set(frame.row, trace);
    }
    trace.add(frame);
  }

  /** The connection of the row is let go of. */
  forget(row: number): void {
    this.traces.delete(row);
  }

  /** The trace of a connection, or undefined where nothing of it was recorded. */
  of(row: number): Trace | undefined {
    return this.traces.get(row);
  }
  /** Looks at a few of the oldest traces only, so that a flood of connections costs little for each. */
  private makeRoom(): boolean {
    let looks = LOOKS;
    for (const [row, trace] of this.traces) {
      this.traces.delete(row);
      if (this.isDispensable(row)) return true;
      this.traces.set(row, trace);
      if (--looks === 0) break;
    }
    return false;
  }
}
