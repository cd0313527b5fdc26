/** Connections whose application hangs: the verdict is of the line, which is well, and yet somebody has to look. */
import type { ConnectionReport, FindingReport, VerdictReport } from './model.ts';
import { needsAttention } from './verdict-severity.ts';

/** What says that the application hangs; undefined where it does not, and where the verdict needs attention anyway. */
export function hangFinding(connection: ConnectionReport): FindingReport | undefined {
  const { verdict, heartbeats } = connection;
  // Findings are made when asked for: not of a million connections without heartbeats.
  if (needsAttention(verdict.code) || heartbeats.length === 0) return undefined;
  return connection.findings.find(({ code }) => code === 'heartbeat-unanswered');
}

/** What somebody has to look at, the verdict or that the application hangs; undefined where nobody has. */
export function concernOf(connection: ConnectionReport): VerdictReport | FindingReport | undefined {
  return needsAttention(connection.verdict.code) ? connection.verdict : hangFinding(connection);
}

/** Whether a connection needs somebody's attention. */
export function isAttentionNeeded(connection: ConnectionReport): boolean {
  return concernOf(connection) !== undefined;
}
