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

export class TraceBook {
  private readonly traces: Map<number, Trace> = new Map();
  private readonly limits: TraceLimits;

  constructor(limits: TraceLimits) {
    this.limits = limits;
  }

  add(frame: Classified): void {
    let trace = this.traces.get(frame.row);
    if (trace === undefined) {
      if (this.traces.size >= this.limits.traces) return;
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
}
