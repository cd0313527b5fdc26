/** The verdict that an experiment's outcome must lead to. */
import type { VerdictCode } from '../../src/index.ts';
import { isVerdictCode } from '../../src/report/verdict-severity.ts';
import type { FlowTruth } from '../support/fixtures.ts';
import { type Connections, connectionOf, endsOf } from './connection-truth.ts';
import type { Score } from './score.ts';

const VERDICTS: Readonly<Record<string, VerdictCode>> = {
  alive: 'alive',
  heartbeat: 'alive',
  'dead-timeout': 'peer-dead',
  'peer-reset': 'peer-lost-state',
  'closed-fin': 'closed',
};

/** An outcome may be a verdict's own code. Null where no verdict is known for the outcome. */
export function verdictOf({
  outcome,
  probe_details,
}: Pick<FlowTruth, 'outcome' | 'probe_details'>): VerdictCode | null {
  // A window that was opened again lets keepalive through: then it ended alive.
  if (outcome === 'zero-window') return probe_details.at(-1)?.kind === 'zwp' ? 'zero-window-stall' : 'alive';
  return VERDICTS[outcome] ?? (isVerdictCode(outcome) ? outcome : null);
}

/** One verdict a connection. A connection that the truth does not know, or no verdict for its outcome, is a fault. */
export function compareVerdicts(
  report: Connections,
  flows: readonly FlowTruth[],
): { score: Score; faults: string[] } {
  const faults: string[] = [];
  let right = 0;
  for (const flow of flows) {
    const told = connectionOf(flow, report)?.verdict.code ?? 'no such connection';
    const wanted = verdictOf(flow) ?? `the outcome "${flow.outcome}", for which no verdict is known`;
    if (told === wanted) right++;
    else faults.push(`verdict of ${flow.a} and ${flow.b}: ${told}, was ${wanted}`);
  }
  for (const connection of report.connections) {
    if (flows.some((flow) => connectionOf(flow, report) === connection)) continue;
    faults.push(`connection ${connection.id} of ${endsOf(connection).join(' and ')}: not in the truth`);
  }
  return { score: { right, flagged: report.connections.length, truth: flows.length }, faults };
}
