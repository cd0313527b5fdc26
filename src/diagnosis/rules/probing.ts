/**
 * `probing`: probes unanswered when the capture ended. It may be loss, and one lost probe is not death (RFC 9293
 * §3.8.4, MUST-29); the prober had not given up yet.
 */
import type { Exchange } from '../../keepalive/exchange.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { TrailingRun } from '../../timeline/trailing-run.ts';
import { giveUpForecast } from '../give-up-forecast.ts';
import { LaterVerdict } from '../later-verdict.ts';
import { type Verdict, type VerdictRule, verdict } from '../verdict.ts';
import { onlyOneSide } from './incomplete.ts';
import { inVain } from './peer-dead.ts';

export const probing: VerdictRule = (timeline) => {
  const run = timeline.trailingRun;
  const first = run?.unanswered[0];
  if (run === null || first === undefined) return null;
  return new LaterVerdict('probing', () => ofRun(timeline, run, first));
};

function ofRun(timeline: Timeline, run: TrailingRun, first: Exchange): Verdict {
  const { direction, pending, unanswered } = run;
  const sureness = unanswered.length > 1 ? 'certain' : 'likely';
  return verdict('probing', onlyOneSide(timeline) ? 'possible' : sureness, {
    direction,
    duration: timeline.captureEnd - first.time,
    count: unanswered.length,
    forecast: giveUpForecast(timeline, run),
    evidence: [
      ...unanswered.map(inVain),
      ...(pending === null ? [] : [{ code: 'probe-pending', frame: pending.frame, direction } as const]),
    ],
  });
}
