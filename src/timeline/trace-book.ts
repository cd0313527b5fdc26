/** The traces of all connections, by row. */
import type { Classified } from '../keepalive/classified.ts';
import { Trace } from './trace.ts';

export class TraceBook {
  private readonly traces: Map<number, Trace> = new Map();
  private readonly limit: number;

  /** `limit`: entries kept of each connection. */
  constructor(limit: number) {
    this.limit = limit;
  }

  add(frame: Classified): void {
    let trace = this.traces.get(frame.row);
    if (trace === undefined) {
      trace = new Trace(this.limit);
      this.traces.set(frame.row, trace);
    }
    trace.add(frame);
  }

  /** The trace of a connection, or undefined where nothing of it was recorded. */
  of(row: number): Trace | undefined {
    return this.traces.get(row);
  }
}
