/** What a glance at the books of a prober tells, as bits: of most probers there is nothing else to ask. */
import { PROBE_OUTCOMES, type ProbeOutcome } from './exchange.ts';
import { COUNTS, GAVE_UP_FRAME, PROBES, WAITING, WINDOW_PROBES } from './prober-layout.ts';

/** It has sent a probe, of whatever kind. */
export const HAS_PROBED = 0x1;
/** It has sent two keepalive probes or more. */
export const HAS_PROBED_AGAIN = 0x2;
/** Nothing answered some of its keepalive probes, or nothing but an ICMP error. */
export const HAS_PROBED_IN_VAIN = 0x4;
/** It has sent window probes, or some of its probes wait, or waited when the capture ended. */
export const IS_OPEN = 0x8;
/** It gave up. */
export const HAS_GIVEN_UP = 0x10;

const UNANSWERED = countOf('unanswered');
const ICMP_ERROR = countOf('icmp-error');
const PENDING = countOf('pending');

/** The bits of the prober whose books are at `at` in their page. */
export function glanceAt(page: DataView, at: number): number {
  const probes = page.getUint32(at + PROBES, true);
  const windowProbes = page.getUint32(at + WINDOW_PROBES, true);
  const waiting = page.getUint32(at + WAITING, true) + page.getUint32(at + PENDING, true);
  const inVain = page.getUint32(at + UNANSWERED, true) + page.getUint32(at + ICMP_ERROR, true);
  return (
    (probes + windowProbes > 0 ? HAS_PROBED : 0) |
    (probes > 1 ? HAS_PROBED_AGAIN : 0) |
    (inVain > 0 ? HAS_PROBED_IN_VAIN : 0) |
    (windowProbes + waiting > 0 ? IS_OPEN : 0) |
    (page.getUint32(at + GAVE_UP_FRAME, true) > 0 ? HAS_GIVEN_UP : 0)
  );
}

function countOf(outcome: ProbeOutcome): number {
  return COUNTS + 4 * PROBE_OUTCOMES.indexOf(outcome);
}
