/**
 * One verdict for every connection: the first rule that fits. The order is from what a frame proves outright (a reset
 * that answers a probe) to what is left when nothing happened.
 */
import type { Timeline } from '../timeline/timeline.ts';
import { asDoubted } from './doubted.ts';
import { asInferred } from './inferred.ts';
import { alive } from './rules/alive.ts';
import { closed } from './rules/closed.ts';
import { droppedWhileIdle } from './rules/dropped-while-idle.ts';
import { halfClosed } from './rules/half-closed.ts';
import { idleUnprotected } from './rules/idle-unprotected.ts';
import { incomplete, oneDirection } from './rules/incomplete.ts';
import { peerDead } from './rules/peer-dead.ts';
import { peerLostState } from './rules/peer-lost-state.ts';
import { probing } from './rules/probing.ts';
import { reset } from './rules/reset.ts';
import { resetOnResume } from './rules/reset-on-resume.ts';
import { retransmitGiveUp } from './rules/retransmit-give-up.ts';
import { zeroWindowStall } from './rules/zero-window-stall.ts';
import type { Verdict, VerdictCode, VerdictRule } from './verdict.ts';

/** With the verdict that each one says. */
const RULES: readonly (readonly [VerdictCode, VerdictRule])[] = [
  ['incomplete', oneDirection],
  ['peer-lost-state', peerLostState],
  ['peer-dead', peerDead],
  ['reset-on-resume', resetOnResume],
  ['dropped-while-idle', droppedWhileIdle],
  ['retransmit-give-up', retransmitGiveUp],
  ['closed', closed],
  ['reset', reset],
  ['zero-window-stall', zeroWindowStall],
  ['probing', probing],
  ['half-closed', halfClosed],
  ['incomplete', incomplete],
  ['idle-unprotected', idleUnprotected],
];

/**
 * What became of the connection, and the frames that prove it. Where the code is `known` from an earlier time, only the
 * rules that say it are asked.
 */
export function diagnose(timeline: Timeline, known: VerdictCode | null = null): Verdict {
  const verdict = asDoubted(byRules(timeline, known), timeline);
  return timeline.isInferred ? asInferred(verdict, timeline) : verdict;
}

function byRules(timeline: Timeline, known: VerdictCode | null): Verdict {
  for (const [code, rule] of RULES) {
    const verdict = known === null || known === code ? rule(timeline) : null;
    if (verdict !== null) return verdict;
  }
  return alive(timeline);
}
