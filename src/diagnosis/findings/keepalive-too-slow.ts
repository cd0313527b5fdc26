/**
 * `keepalive-too-slow`: the first probe of the side that probes soonest leaves after the idle timeout on the path, which
 * has forgotten the connection by then.
 */
import { SECOND } from '../../tracking/time.ts';
import { type FindingRule, finding } from '../finding.ts';
import { isTooSlow, latestProbe, soonestSide } from './soonest-side.ts';

export const keepaliveTooSlow: FindingRule = (timeline, context) => {
  const { limit } = context;
  if (limit === null) return null;
  const soonest = soonestSide(timeline, context);
  if (soonest === null) return null;
  const evidence = latestProbe(timeline, soonest.direction);
  if (!isTooSlow(limit, soonest.idle, evidence[0]?.duration ?? 0)) return null;
  const isCertain = limit.isDeclared && soonest.idle.low * SECOND >= limit.high;
  return finding('keepalive-too-slow', 'warning', isCertain ? 'certain' : 'likely', {
    direction: soonest.direction,
    duration: soonest.idle.estimate * SECOND,
    limit,
    products: limit.product === null ? [] : [limit.product],
    evidence,
  });
};
