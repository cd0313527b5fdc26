/** Connections whose application hangs: the verdict is of the line, which is well, and yet somebody has to look. */
import type { ConnectionReport, FindingReport } from './model.ts';
import { needsAttention } from './verdict-severity.ts';

/** What says that the application hangs; undefined where it does not, and where the verdict needs attention anyway. */
export function hangFinding(connection: ConnectionReport): FindingReport | undefined {
  const { verdict, heartbeats } = connection;
  // Findings are made when asked for: not of a million connections without heartbeats.
  if (needsAttention(verdict.code) || heartbeats.length === 0) return undefined;
  return connection.findings.find(({ code }) => code === 'heartbeat-unanswered');
}

/** Whether a connection needs somebody's attention. */
export function isAttentionNeeded(connection: ConnectionReport): boolean {
  return needsAttention(connection.verdict.code) || hangFinding(connection) !== undefined;
}
