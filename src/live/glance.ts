/** One connection as it looks now, in the form that every format is made from. */

import type { Examination } from '../report/examination.ts';
import type { CaptureReport, ConnectionReport, Summary, TraceEntry } from '../report/model.ts';

/** `trace`: made anew each time. */
export function glance(
  captures: readonly CaptureReport[],
  connection: ConnectionReport,
  trace: () => Iterable<TraceEntry>,
): Examination {
  return {
    captures,
    summary: { ...NOTHING, connections: 1 },
    findings: [],
    interrupted: false,
    connections: () => [connection],
    trace,
  };
}

/** A single connection is not counted. */
const NOTHING: Summary = {
  connections: 0,
  needAttention: 0,
  hanging: 0,
  verdicts: {},
  probes: 0,
  acknowledged: 0,
  outcomes: { acknowledged: 0, data: 0, reset: 0, 'icmp-error': 0, unanswered: 0, pending: 0 },
  windowProbes: 0,
  duplicateFrames: 0,
  evicted: { limit: null, connections: 0, closed: 0, quiet: 0, probed: 0 },
};
