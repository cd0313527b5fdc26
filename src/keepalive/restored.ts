/**
 * The window probe of a restored socket: Linux sends one when a socket leaves TCP_REPAIR, after a checkpoint or a
 * migration (net/ipv4/tcp.c do_tcp_setsockopt, tcp_send_window_probe), in the very shape of its keepalive. The clock
 * tells them apart: it comes sooner than the idle time allows. A socket that was made anew has received nothing yet, so
 * its TSecr is 0, which no timer explains; one that goes on after its checkpoint is found between two regular probes.
 */
import { IDLE_AT_LEAST } from '../tracking/rows.ts';
import type { Step } from '../tracking/step.ts';
import { SECOND } from '../tracking/time.ts';
import { TRAIT_ECHO } from '../tracking/traits.ts';
import type { Segment } from '../wire/segment.ts';
import type { ProbeKind } from './exchange.ts';
import type { Prober } from './prober.ts';
import { CLOCK_ERROR } from './settings-spans.ts';

/** A share of the idle time that no timer is early by. */
const EARLY = 0.87;
/** A machine may stand still before it probes, ns: the idle time seen was longer than the next one by that. */
const STANDSTILL = SECOND;

/** A probe that may be a restored socket's: its side's next one decides. */
export interface Suspect {
  id: number;
  /** Time since the peer's last segment, ns. */
  waited: number;
  /** The idle time of its side, ns; null: not known yet, but the socket is new. */
  idle: number | null;
}

/** A probe while the peer's window is open: what it is, or a suspect. */
export function suspected(id: number, prober: Prober, step: Step, segment: Segment): ProbeKind | Suspect {
  const { idle } = prober;
  const waited = step.sincePeer;
  if (segment.length > 0) return 'probe';
  if (isMadeAnew(step, segment)) {
    if (idle === null) return waited < IDLE_AT_LEAST ? 'window-probe' : { id, waited, idle };
    return waited < EARLY * idle ? 'window-probe' : 'probe';
  }
  const isEarly = idle !== null && waited < EARLY * idle - STANDSTILL;
  return isEarly && isHeardOf(prober, step, segment) ? { id, waited, idle } : 'probe';
}

/** What the side's next segment says. `isProbe`: it is a probe itself. */
export function byNext(
  { waited, idle }: Suspect,
  prober: Prober,
  step: Step,
  segment: Segment,
  isProbe: boolean,
): ProbeKind {
  if (!isProbe) return idle === null ? 'undecided' : 'probe';
  // A stack whose probes never have a TSecr is another matter.
  if (!prober.isAnswered || hasNoEcho(segment)) return 'probe';
  const regular = idle ?? step.sincePeer;
  return step.sincePeer >= EARLY * regular && waited < EARLY * regular ? 'window-probe' : 'probe';
}

/** Whether a side that has echoed timestamps has forgotten them, while its packets still come as far. */
function isMadeAnew(step: Step, segment: Segment): boolean {
  return (step.ownTraits & TRAIT_ECHO) !== 0 && hasNoEcho(segment) && segment.ttl === step.ownTtl;
}

function hasNoEcho({ hasTimestamps, timestampEcho }: Segment): boolean {
  return hasTimestamps === 1 && timestampEcho === 0;
}

/** Whether the idle clock began anew with the answer to the probe before, and that has reached the prober, by TSecr. */
function isHeardOf({ lastAnswer, isAnswered, hasGoneOn }: Prober, step: Step, segment: Segment): boolean {
  const sinceAnswer = segment.time - lastAnswer.time;
  const isIdle = isAnswered && !hasGoneOn && Math.abs(sinceAnswer - step.sincePeer) < CLOCK_ERROR;
  return isIdle && lastAnswer.isKnownTo(segment);
}
