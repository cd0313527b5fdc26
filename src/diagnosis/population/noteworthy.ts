/**
 * Which connections the findings over connections want to see, and for what. Each thread says it of its own, so that
 * nothing is made of all others.
 */
import type { Prober } from '../../keepalive/prober.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { timedResetAfter } from '../idle-reset.ts';
import { closedByIdleResponder } from '../server-close.ts';
import { isOften } from '../silences.ts';
import type { VerdictCode } from '../verdict.ts';
import { isOpenQuestion } from './capture-length.ts';
import { LOST } from './idle-losses.ts';
import * as N from './notes.ts';

/** The NOTED_ bits of a connection; 0: no rule wants it. */
export function noteOf(timeline: Timeline, code: VerdictCode): number {
  const [{ prober: originator }, { prober: responder }] = timeline.sides;
  let note = timeline.gaveUp.length > 0 ? N.NOTED_IN_VAIN : 0;
  if (originator !== null) note |= noteOfProber(originator);
  if (responder !== null) note |= noteOfProber(responder);
  if (timeline.copies > 0) note |= N.NOTED_COPIES;
  if (LOST.has(code)) note |= N.NOTED_LOST;
  if (isOpenQuestion(timeline, code)) note |= N.NOTED_OPEN;
  if (closedByIdleResponder(timeline) !== null) note |= N.NOTED_IDLE_CLOSE;
  if (timedResetAfter(timeline, code) !== null) note |= N.NOTED_IDLE_CLOSE;
  return note;
}

function noteOfProber({ probes, outcomes, idlePeriod }: Prober): number {
  const inVain = outcomes.unanswered + outcomes['icmp-error'] > 0 ? N.NOTED_IN_VAIN : 0;
  if (probes < 2) return inVain;
  return inVain | N.NOTED_PROBES | (isOften(idlePeriod) ? N.NOTED_OFTEN : 0);
}
