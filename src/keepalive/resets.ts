/** What a RST says about the probes before it: the prober gave up, the peer has lost the connection, or neither. */
import type { Step } from '../tracking/step.ts';
import { ACK, type Segment } from '../wire/segment.ts';
import { resetAnswers } from './answers.ts';
import type { Classified } from './classified.ts';
import type { Exchange } from './exchange.ts';
import { sideOf, type Watch } from './watch.ts';

/** Takes the RST into account; marks `frame`, its classified form, where there is one. */
export function readReset(watch: Watch, step: Step, segment: Segment, frame: Classified | null): void {
  const own = sideOf(watch, step.direction).prober;
  const peer = sideOf(watch, 1 - step.direction).prober;
  const inVain = own.waiting.filter(isInVain);
  const answered = peer.last;
  // A prober that gives up sends RST,ACK (tcp_send_active_reset); a host without the connection sends no ACK.
  if (inVain.length > 0 && segment.flags & ACK) {
    watch.gaveUp ??= { direction: step.direction, probes: inVain, frame: segment.frame, time: segment.time };
    if (frame !== null) frame.givesUp = true;
  } else if (answered !== undefined && answered.kind !== 'window-probe' && resetAnswers(answered, segment)) {
    peer.answer(answered, 'reset', segment.frame, segment.time);
    peer.settle();
    watch.lostState ??= { probe: answered, frame: segment.frame };
    if (frame !== null) frame.answers = answered;
  }
  own.settle();
}

function isInVain(probe: Exchange): boolean {
  return probe.kind === 'probe' && (probe.outcome === 'unanswered' || probe.outcome === 'icmp-error');
}
