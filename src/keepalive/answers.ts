/** Which probe a segment answers: by its numbers, never by mere nearness in time. */
import { SECOND } from '../tracking/time.ts';
import { ACK, FIN, RST, type Segment, SYN } from '../wire/segment.ts';
import { distance } from '../wire/sequence.ts';
import type { Exchange } from './exchange.ts';
import type { Prober } from './prober.ts';

/** How many probes back an ICMP error is looked for: more than any stack sends before it gives up. */
const RECENT = 128;
/** A RST,ACK this long after a probe has a cause of its own (the peer's application, its own give-up). */
const ABORT_WITHIN = 3 * SECOND;

/**
 * The waiting probe that `segment`, the peer's, answers: the latest one whose octet it acknowledges. Data that
 * acknowledges a probe may have crossed it; the bare ACK that follows is then the answer after all, and takes its place.
 */
export function findAnswered(prober: Prober, segment: Segment): Exchange | undefined {
  if ((segment.flags & ACK) === 0 || segment.flags & (SYN | FIN)) return undefined;
  for (let place = prober.waiting.length - 1; place >= 0; place--) {
    const probe = prober.waiting[place];
    if (probe === undefined) continue;
    if (probe.outcome === 'data' && segment.length > 0) return undefined;
    const beyond = distance(probe.sequence, segment.acknowledgment);
    // BSD's window probe is the next octet of data: a peer that has no room acknowledges up to it.
    if (beyond === 1 || (beyond === 0 && probe.kind === 'window-probe' && probe.octets === 1)) return probe;
  }
  return undefined;
}

/**
 * Whether a RST of the peer answers `probe`. A host without the connection takes the number of its RST from the probe
 * (RFC 9293 §3.10.7.1) and sets no ACK; a RST,ACK comes from a live stack or a middlebox, and soon.
 */
export function resetAnswers(probe: Exchange, segment: Segment): boolean {
  if ((segment.flags & (RST | ACK)) === RST) return segment.sequence === probe.acknowledgment;
  return segment.time - probe.time < ABORT_WITHIN;
}

/**
 * Gives an ICMP error to the probe it quotes: by the IP identification where there is one, else to the oldest probe
 * with the quoted number that has no answer yet. Routers send such errors late and in batches.
 */
export function matchIcmpError(prober: Prober, segment: Segment): Exchange | null {
  for (const probe of prober.exchanges.latest(RECENT)) {
    if (probe.outcome !== 'unanswered' || probe.sequence !== segment.sequence) continue;
    if (probe.ipId !== 0 && segment.ipId !== 0 && probe.ipId !== segment.ipId) continue;
    const isFinal = !prober.waiting.includes(probe);
    prober.answer(probe, 'icmp-error', segment.frame, segment.time);
    if (isFinal) prober.recount('unanswered', 'icmp-error');
    return probe;
  }
  return null;
}
