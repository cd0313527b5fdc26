/** Why a change is called for: the finding that shows it, the verdict, or what the settings come to. */
import type { CaptureAdvice } from '../../advice/capture-advice.ts';
import { checkLimit } from '../../advice/limit-check.ts';
import type { TickRates } from '../../advice/timing.ts';
import type { ConnectionReport, Evidence, FindingReport } from '../model.ts';
import { limitText } from './check-text.ts';

export type Advice = CaptureAdvice<ConnectionReport, FindingReport>;

export interface Reason {
  /** One sentence or two. */
  summary: string;
  evidence: readonly Evidence[];
  counterEvidence: readonly Evidence[];
}

/** Null where there is nothing to change. */
export function reasonOf({ code, side, finding, example, limit }: Advice, rates: TickRates): Reason | null {
  if (code === null) return null;
  if (finding !== null) return finding;
  const { idleSeconds, intervalSeconds } = (side === null ? null : example.keepalive[side]) ?? {};
  if (limit?.basis !== 'declared' || idleSeconds == null) return example.verdict;
  const settings = { idle: idleSeconds.estimate, interval: intervalSeconds?.estimate ?? 1, count: 1 };
  const check = checkLimit(settings, limit.low, rates);
  if (check.verdict === 'safe') return example.verdict;
  return { summary: limitText(check), evidence: [], counterEvidence: [] };
}
