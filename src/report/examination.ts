/**
 * What every format is made from: the Report of model.ts, but with its connections made one at a time, so that a
 * capture of a million connections is reported in bounded memory.
 */
import type {
  CaptureReport,
  ConnectionReport,
  FindingReport,
  Summary,
  TraceEntry,
  VerdictCode,
} from './model.ts';

/** The result of reading captures, before it is given a format. */
export interface Examination {
  readonly captures: readonly CaptureReport[];
  /** Over all connections, whatever is selected afterwards. */
  readonly summary: Summary;
  /** Findings over several connections. */
  readonly findings: readonly FindingReport[];
  /** True where reading was interrupted: everything here is of what was read so far. */
  readonly interrupted: boolean;
  /**
   * In the order of ids; made when asked for, and the same each time. `verdicts` leaves out all others before they are
   * made.
   */
  connections(verdicts?: ReadonlySet<VerdictCode>): Iterable<ConnectionReport>;
  /**
   * Of the connections with these verdicts, the `count` with the longest idle gaps, the longest first and the lower id
   * first of equal ones: no others are made. Absent where only a glance was taken.
   */
  idlest?(verdicts: ReadonlySet<VerdictCode>, count: number): readonly ConnectionReport[];
  /**
   * How long a connection with the verdict dropped-while-idle or reset-on-resume had been silent when it was lost, s;
   * null for others. Absent where only a glance was taken.
   */
  silenceBeforeLoss?(id: number): number | null;
  /** The annotated timeline of one connection of connections(). */
  trace(id: number): Iterable<TraceEntry>;
}
