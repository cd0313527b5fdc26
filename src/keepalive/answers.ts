/** Which probe a segment answers: by its numbers, never by mere nearness in time. */
import { NEXT_FIRM, type Step } from '../tracking/step.ts';
import { SECOND } from '../tracking/time.ts';
import { ACK, FIN, MISSING_SEQUENCE, RST, type Segment, SYN } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';
import type { Classified } from './classified.ts';
import type { ExchangeStore } from './exchange-store.ts';
import type { Prober } from './prober.ts';

/** How many probes back an ICMP error is looked for: more than any stack sends before it gives up. */
const RECENT = 128;
/** A RST,ACK this long after a probe has a cause of its own (the peer's application, its own give-up). */
const ABORT_WITHIN = 3 * SECOND;

/**
 * The waiting probe that `segment`, the peer's, answers: the latest one whose octet it acknowledges; 0 where it answers
 * none. Data that acknowledges a probe may have crossed it; the bare ACK that follows is then the answer after all, and
 * takes its place.
 */
export function findAnswered(store: ExchangeStore, prober: Prober, segment: Segment): number {
  if (prober.waiting === 0 || (segment.flags & ACK) === 0 || segment.flags & (SYN | FIN)) return 0;
  if (isAboutGap(segment)) return 0;
  let isLate = false;
  for (let id = prober.newest; id !== 0; id = prober.earlier(id)) {
    if (store.isFinal(id)) isLate = true;
    // Two captures of the same packets overlap: an answer from before its probe is another one's.
    if (store.isFinal(id) || segment.time < store.time(id)) continue;
    if (segment.length > 0 && store.outcome(id) === 'data') return 0;
    const beyond = distance(store.sequence(id), segment.acknowledgment);
    // Behind the answer to a later probe, data is news of its own, and so is another window (RFC 9293 §3.8.6).
    if (isLate && (segment.length > 0 || segment.window !== prober.lastAnswer.window)) return 0;
    if (beyond === 1) return id;
    // BSD's window probe is the next octet of data: a peer that has no room acknowledges up to it.
    if (beyond === 0 && store.octets(id) === 1 && store.kind(id) === 'window-probe') return id;
  }
  return 0;
}

/** The same for a segment of which `step` tells where it stands: a late probe of its own says nothing about the peer's. */
export function answeredBy(store: ExchangeStore, prober: Prober, step: Step, segment: Segment): number {
  const isBehind =
    step.nextKnown === NEXT_FIRM && segment.length === 0 && distance(step.next, segment.sequence) === -1;
  return isBehind ? 0 : findAnswered(store, prober, segment);
}

/**
 * Whether the segment acknowledges data beyond a gap (RFC 2018 §4): that data is what it answers, for nobody probes
 * while data is on its way. A D-SACK lies before the acknowledgment.
 */
export function isAboutGap({ sackBlocks, sackLeft, acknowledgment }: Segment): boolean {
  return sackBlocks > 0 && distance(acknowledgment, sackLeft) > 0;
}

/**
 * Whether a RST of the peer answers the probe. A host without the connection takes the number of its RST from the probe
 * (RFC 9293 §3.10.7.1) and sets no ACK. A RST,ACK with an open window and timestamps comes from a live stack, which
 * would have acknowledged the probe: it has a cause of its own.
 */
export function resetAnswers(store: ExchangeStore, id: number, segment: Segment): boolean {
  if ((segment.flags & (RST | ACK)) === RST) return segment.sequence === store.acknowledgment(id);
  if (segment.window !== 0 && segment.hasTimestamps === 1) return false;
  return segment.time - store.time(id) < ABORT_WITHIN;
}

/**
 * Gives an ICMP error to the probe it quotes and says which; 0 where it quotes none. By its IP identification and TSval
 * where the quote holds them, else to the oldest recent probe with the quoted number that has no answer: routers send
 * such errors late and in batches.
 */
export function matchIcmpError(store: ExchangeStore, prober: Prober, segment: Segment): number {
  let match = 0;
  let recent = 0;
  for (const id of prober.backwards()) {
    if (++recent > RECENT) break;
    if (store.outcome(id) !== 'unanswered') {
      // What was in vain before the peer answered is no news any more.
      if (match !== 0 && isAnswered(store, id)) break;
      continue;
    }
    if ((segment.missing & MISSING_SEQUENCE) === 0 && store.sequence(id) !== segment.sequence) continue;
    if (differs(segment.ipId, store.ipId(id))) continue;
    if (segment.hasTimestamps && differs(segment.timestampValue, store.timestamp(id))) continue;
    match = id;
  }
  if (match !== 0) prober.answer(match, 'icmp-error', segment.frame, segment.time);
  return match;
}

function isAnswered(store: ExchangeStore, id: number): boolean {
  const outcome = store.outcome(id);
  return outcome === 'acknowledged' || outcome === 'data';
}

/** Says in a classified frame which probe it answers. */
export function markAnswer(store: ExchangeStore, frame: Classified, id: number): void {
  frame.answers = id;
  frame.answersFrame = store.frame(id);
  frame.answersTime = store.time(id);
}

/** The same for an answer of the peer's: with nothing in it, that is what it is. */
export function tellAnswer(store: ExchangeStore, frame: Classified, id: number): void {
  markAnswer(store, frame, id);
  if (frame.length === 0)
    frame.kind = store.kind(id) === 'window-probe' ? 'window-probe-ack' : 'keepalive-ack';
}

/** Whether two identifiers are both known (not 0) and not the same. */
function differs(quoted: number, sent: number): boolean {
  return quoted !== 0 && sent !== 0 && quoted !== sent;
}
