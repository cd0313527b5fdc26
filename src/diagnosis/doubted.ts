/** What was captured and not believed speaks against every verdict, and is named in it (docs/doubts.md). */
import type { Timeline } from '../timeline/timeline.ts';
import { LaterVerdict } from './later-verdict.ts';
import { type Proof, type Verdict, verdict } from './verdict.ts';

/** The verdict with what was doubted on the way to it; its confidence stays, for without that nothing would be known. */
export function asDoubted(believed: Verdict, { doubtedReset }: Timeline): Verdict {
  if (doubtedReset === null) return believed;
  const { frame, direction } = doubtedReset;
  const doubt: Proof = { code: 'reset-out-of-window', frame, direction };
  return new LaterVerdict(believed.code, () => {
    const { code, confidence, duration, count, reason, forecast, evidence, counterEvidence } = believed;
    const rest = { direction: believed.direction, duration, count, reason, forecast, evidence };
    return verdict(code, confidence, { ...rest, counterEvidence: [...counterEvidence, doubt] });
  });
}
