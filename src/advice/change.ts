/**
 * What one captured connection calls for. `enable`: nobody probed in a silence that mattered. `shorten`: probes come too
 * late, or would if one were lost. `user-timeout`: data was unacknowledged, and keepalive does not run then. `heartbeat`:
 * what ends the connection does not count probes. `switch-off`: the peer answers none. `lengthen`: far too many.
 */
import { checkLimit } from './limit-check.ts';
import type { ObservedConnection, ObservedFinding, Role } from './observed.ts';
import type { TickRates } from './timing.ts';

export type ChangeCode = 'enable' | 'shorten' | 'lengthen' | 'user-timeout' | 'heartbeat' | 'switch-off';

/** A change that a connection calls for, and the finding that shows it. */
export interface Change<Finding> {
  code: ChangeCode;
  /** Where; null: on either side. */
  side: Role | null;
  /** Null where the verdict or the settings alone show it. */
  finding: Finding | null;
}

/** What --limit or --middlebox said. */
export interface DeclaredLimit {
  seconds: number;
  /** It closes connections by itself: probes do not count. */
  closes: boolean;
}

/** Findings of one connection that call for something. */
const BY_FINDING: Readonly<Record<string, ChangeCode>> = {
  'keepalive-absent': 'enable',
  'keepalive-too-slow': 'shorten',
  'keepalive-marginal': 'shorten',
  'masked-by-unacked-data': 'user-timeout',
  'peer-ignores-keepalive': 'switch-off',
  'reuse-race': 'heartbeat',
  'reuse-after-fin': 'heartbeat',
};

/** Verdicts that say that a silence was not survived. */
const LOST_WHILE_IDLE: ReadonlySet<string> = new Set(['dropped-while-idle', 'reset-on-resume']);

/** What changes depend on beside the connection. */
export interface ChangeContext {
  declared: DeclaredLimit | null;
  rates: TickRates;
  /** A silence of this, s, with no probe in it, shows that keepalive is not set as it would be advised. */
  probedWithin: number;
}

/** The changes, each code once. */
export function changesOf<Finding extends ObservedFinding>(
  connection: ObservedConnection & { findings: readonly Finding[] },
  { declared, rates, probedWithin }: ChangeContext,
): Change<Finding>[] {
  const changes = new Map<ChangeCode, Change<Finding>>();
  const isLost = LOST_WHILE_IDLE.has(connection.verdict.code);
  for (const finding of connection.findings) {
    const found = BY_FINDING[finding.code];
    if (found === undefined) continue;
    if (found === 'enable' && !isLost && connection.longestSilenceSeconds < probedWithin) continue;
    // Of a path that counts data only, no keepalive is in time.
    const code =
      declared?.closes === true && (found === 'shorten' || found === 'enable') ? 'heartbeat' : found;
    // Whichever side probes keeps the path open for both.
    const side = code === 'enable' ? null : finding.from;
    if (!changes.has(code)) changes.set(code, { code, side, finding });
  }
  const { originator, responder } = connection.keepalive;
  if (changes.size === 0 && isLost) {
    const side = originator !== null ? 'originator' : responder !== null ? 'responder' : null;
    const code = declared?.closes === true ? 'heartbeat' : side === null ? 'enable' : 'shorten';
    changes.set(code, { code, side, finding: null });
  }
  if (changes.size === 0 && declared !== null && !declared.closes) {
    const side = fragileSide(connection, declared.seconds, rates);
    if (side !== null) changes.set('shorten', { code: 'shorten', side, finding: null });
  }
  return [...changes.values()];
}

/** The side that probes soonest, where its probes are in time only as long as none is lost. */
function fragileSide({ keepalive }: ObservedConnection, limit: number, rates: TickRates): Role | null {
  let soonest: { side: Role; idle: number; interval: number } | null = null;
  for (const side of ['originator', 'responder'] as const) {
    const { idleSeconds, intervalSeconds } = keepalive[side] ?? { idleSeconds: null, intervalSeconds: null };
    if (idleSeconds === null) continue;
    // An interval that is not seen is at least 1 s: nothing is said that does not hold for any.
    const one = { side, idle: idleSeconds.estimate, interval: intervalSeconds?.estimate ?? 1 };
    if (soonest === null || one.idle < soonest.idle) soonest = one;
  }
  if (soonest === null) return null;
  const { verdict } = checkLimit({ ...soonest, count: 1 }, limit, rates);
  return verdict === 'fragile' ? soonest.side : null;
}
