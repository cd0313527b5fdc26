/**
 * `server-idle-close` of one connection: the responder closed in order after an idle time that is a known timeout of
 * servers. One connection may show it by chance; population/server-idle-closes.ts finds it over several.
 */
import type { Timeline } from '../../timeline/timeline.ts';
import { SECOND } from '../../tracking/time.ts';
import { type FindingRule, finding } from '../finding.ts';
import { closedByIdleResponder, EARLY_BY, timeoutsNear } from '../server-close.ts';

/** Servers close up to two seconds later than they say: Node.js grants what is on its way a second. */
const LATE_BY = 2 * SECOND;

export const serverIdleClose: FindingRule = (timeline) => {
  const idle = closedByIdleResponder(timeline);
  if (idle === null) return null;
  const products = timeoutsNear(idle, idle);
  const announced = announcedTimeout(timeline, idle);
  if (products.length === 0 && announced === null) return null;
  const frame = timeline.sides[1].finFrame;
  return finding('server-idle-close', 'info', announced === null ? 'possible' : 'certain', {
    direction: 1,
    duration: idle,
    other: announced,
    reason: announced === null ? null : 'announced',
    products: announced === null ? products : [],
    evidence: [{ code: 'closed-when-idle', frame, direction: 1, duration: idle }],
  });
};

/** The timeout that the last response of HTTP/1 announced (Keep-Alive: timeout), ns, where the close agrees with it. */
function announcedTimeout({ persistence }: Timeline, idle: number): number | null {
  if (persistence === null || !persistence.isPersistent || persistence.timeout === null) return null;
  const timeout = persistence.timeout * SECOND;
  return idle >= timeout - EARLY_BY && idle <= timeout + LATE_BY ? timeout : null;
}
