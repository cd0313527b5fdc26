/** What a RST says about the probes before it: the prober gave up, the peer has lost the connection, or neither. */
import { isOutOfWindow } from '../tracking/reset-window.ts';
import { type Direction, HALF_FIN, IDLE_AT_LEAST, opposite } from '../tracking/rows.ts';
import type { Step } from '../tracking/step.ts';
import { ACK, type Segment } from '../wire/segment.ts';
import { markAnswer, resetAnswers } from './answers.ts';
import type { Classified } from './classified.ts';
import { StoredGiveUp, StoredLostState } from './endings.ts';
import type { ExchangeStore } from './exchange-store.ts';
import type { Prober } from './prober.ts';
import type { Watch } from './watch.ts';

/** Takes the RST into account, unless it is out of window; marks `frame`, its classified form, where there is one. */
export function readReset(
  store: ExchangeStore,
  watch: Watch,
  step: Step,
  segment: Segment,
  frame: Classified | null,
): void {
  if (isOutOfWindow(step.peer, step.peerAcknowledged, step.peerWindow, step.next, segment)) return;
  const own = watch.sides[step.direction]?.prober;
  const peer = watch.sides[opposite(step.direction)]?.prober;
  const inVain = own === undefined || !mayGiveUp(store, own, segment) ? [] : own.inVain;
  const last = peer?.last ?? 0;
  // A prober that gives up sends RST,ACK (tcp_send_active_reset); a host without the connection sends no ACK.
  if (own !== undefined && inVain.length > 0 && segment.flags & ACK) {
    keepGiveUp(store, watch, own, step.direction, segment, inVain);
    if (frame !== null) frame.givesUp = true;
  } else if (
    peer !== undefined &&
    last !== 0 &&
    store.kind(last) === 'probe' &&
    // A later probe was answered: the peer knew the connection, and the one that waits is lost.
    !peer.isAnswered &&
    !isAboutMore(step, peer) &&
    resetAnswers(store, last, segment)
  ) {
    const before = peer.inVain.slice(0, -1);
    peer.answer(last, 'reset', segment.frame, segment.time);
    if (watch.lostState === null) {
      store.pin(last);
      const ids = { probe: last, inVain: pinned(store, before), frame: segment.frame };
      watch.lostState = new StoredLostState(store, ids);
    }
    peer.settle();
    if (frame !== null) markAnswer(store, frame, last);
  }
  own?.settle();
}

/**
 * Whether the RST is about what the prober has sent since its last probe. Who has closed still acknowledges a probe, and
 * resets data that comes then (RFC 9293 §3.6.1; Linux tcp_rcv_state_process(), FIN_WAIT2).
 */
function isAboutMore(step: Step, prober: Prober): boolean {
  return (step.own & HALF_FIN) !== 0 && prober.hasGoneOn;
}

/**
 * Whether nothing has answered the prober's run, as far as it knows, which still goes on. Nobody gives up right after his
 * only probe: no interval is so short, and the answer may be on its way.
 */
function mayGiveUp(store: ExchangeStore, prober: Prober, segment: Segment): boolean {
  const { newest } = prober;
  if (newest === 0 || prober.hasGoneOn || (prober.isAnswered && !prober.isUnaware(segment))) return false;
  // Its TSecr says that something has reached it since (RFC 7323 §4.3): its run was over, whatever the capture lacks.
  if (prober.echo !== null && segment.hasTimestamps === 1 && prober.echo !== segment.timestampEcho)
    return false;
  return prober.earlier(newest) !== 0 || segment.time - store.time(newest) >= IDLE_AT_LEAST;
}

/** A side that goes on after its reset, and gives up again, has said with the first what there is to say. */
function keepGiveUp(
  store: ExchangeStore,
  watch: Watch,
  prober: Prober,
  direction: Direction,
  segment: Segment,
  inVain: readonly number[],
): void {
  watch.gaveUp ??= [];
  if (watch.gaveUp.some((one) => one.direction === direction)) return;
  prober.giveUp(segment);
  const { frame, time } = segment;
  watch.gaveUp.push(new StoredGiveUp(store, { direction, frame, time, probes: pinned(store, inVain) }));
}

function pinned(store: ExchangeStore, ids: readonly number[]): readonly number[] {
  for (const id of ids) store.pin(id);
  return ids;
}
