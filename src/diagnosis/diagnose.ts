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
import type { Verdict, VerdictRule } from './verdict.ts';

const RULES: readonly VerdictRule[] = [
  oneDirection,
  peerLostState,
  peerDead,
  resetOnResume,
  droppedWhileIdle,
  retransmitGiveUp,
  closed,
  reset,
  zeroWindowStall,
  probing,
  halfClosed,
  incomplete,
  idleUnprotected,
];

/** What became of the connection, and the frames that prove it. */
export function diagnose(timeline: Timeline): Verdict {
  const verdict = asDoubted(byRules(timeline), timeline);
  return timeline.isInferred ? asInferred(verdict, timeline) : verdict;
}

function byRules(timeline: Timeline): Verdict {
  for (const rule of RULES) {
    const verdict = rule(timeline);
    if (verdict !== null) return verdict;
  }
  return alive(timeline);
}
