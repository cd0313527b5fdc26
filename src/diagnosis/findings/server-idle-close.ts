/**
 * `server-idle-close` of one connection: the responder closed in order after an idle time that is a known timeout of
 * servers. One connection may show it by chance; population/server-idle-closes.ts finds it over several.
 */
import { type FindingRule, finding } from '../finding.ts';
import { closedByIdleResponder, timeoutsNear } from '../server-close.ts';

export const serverIdleClose: FindingRule = (timeline) => {
  const idle = closedByIdleResponder(timeline);
  if (idle === null) return null;
  const products = timeoutsNear(idle, idle);
  if (products.length === 0) return null;
  const frame = timeline.sides[1].finFrame;
  return finding('server-idle-close', 'info', 'possible', {
    direction: 1,
    duration: idle,
    products,
    evidence: [{ code: 'closed-when-idle', frame, direction: 1, duration: idle }],
  });
};
