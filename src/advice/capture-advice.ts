/**
 * What to change after a capture: connections that call for the same change at the same place are one piece of advice,
 * however many there are.
 */
import { type ChangeCode, changesOf, type DeclaredLimit } from './change.ts';
import { ChangeGroups, type Group, NAMED } from './change-groups.ts';
import type { ObservedConnection, ObservedFinding, Role } from './observed.ts';
import { recommend, UNKNOWN_PATH } from './recommendation.ts';
import { SharedFindings } from './shared-findings.ts';
import { type KeepaliveSettings, latestTiming, type TickRates } from './timing.ts';

/**
 * The idle timeout that advice is for, s, and how it is known: given; between bounds that connections prove; at most
 * `high`, by which one was lost; or nothing is known, and it is the shortest of the known products.
 */
export interface AdvisedLimit {
  basis: 'declared' | 'inferred' | 'bounded' | 'unknown';
  low: number;
  high: number;
  products: readonly { name: string; title: string; seconds: number }[];
}

export interface CaptureAdvice<Connection, Finding> {
  /** Null: nothing to change. */
  code: ChangeCode | null;
  /** The side that should change. Where either would do, the one with fewer hosts. */
  side: Role | null;
  isEither: boolean;
  /** Addresses of that side: some, and how many there are. */
  hosts: readonly string[];
  hostCount: number;
  connectionCount: number;
  /** Different addresses of responders. */
  responderCount: number;
  /** Some ids. */
  connections: readonly number[];
  /** The first one, what it calls for, and whether all have the responder of it. */
  example: Connection;
  finding: Finding | null;
  /** What to set; null where the change is no setting of keepalive, or whole seconds cannot do it. */
  settings: KeepaliveSettings | null;
  limit: AdvisedLimit | null;
}

export interface AdviceContext<Finding> {
  declared: DeclaredLimit | null;
  rates: TickRates;
  /** Findings over connections. */
  findings: readonly Finding[];
  /** How long a connection that was lost while it was idle had been silent, s; null for others. */
  silenceBeforeLoss: (id: number) => number | null;
}

/** One piece of advice a place; what concerns most connections first, what needs no change last. */
export function captureAdvice<Finding extends ObservedFinding, Connection extends ObservedConnection>(
  connections: Iterable<Connection & { findings: readonly Finding[] }>,
  context: AdviceContext<Finding>,
): CaptureAdvice<Connection, Finding>[] {
  const groups = new ChangeGroups<Connection & { findings: readonly Finding[] }, Finding>();
  const shared = new SharedFindings(context.findings);
  const idleFor = advisedIdles(context.rates);
  const probedWithin = latestProbe(context.declared?.seconds ?? UNKNOWN_PATH, context.rates);
  for (const connection of connections) {
    const facts = {
      lostAfter: context.silenceBeforeLoss(connection.id),
      timeout: shared.timeoutOf(connection),
    };
    const advisedIdle = (): number =>
      idleFor(limitOf(context.declared, facts.timeout, facts.lostAfter ?? Number.POSITIVE_INFINITY).low);
    const changes = [
      ...changesOf(connection, { ...context, probedWithin }),
      ...shared.changesOf(connection, advisedIdle),
    ];
    for (const change of changes.length === 0 ? [null] : changes) groups.add(connection, change, facts);
  }
  return [...groups.merged()]
    .map((group) => adviceOf(group, context))
    .sort(
      (a, b) => Number(a.code === null) - Number(b.code === null) || b.connectionCount - a.connectionCount,
    );
}

/** When the first probe leaves at the latest with what is advised for a timeout, s; 0 where nothing can be. */
function latestProbe(limit: number, rates: TickRates): number {
  const recommended = recommend({ limit, detection: null }, rates);
  return recommended === null ? 0 : latestTiming(recommended.settings, rates).firstProbe;
}

/** The idle time that is advised for a timeout, s; 0 where none is. Connections share timeouts: each is reckoned once. */
function advisedIdles(rates: TickRates): (limit: number) => number {
  const known = new Map<number, number>();
  return (limit) => {
    const idle = known.get(limit) ?? recommend({ limit, detection: null }, rates)?.settings.idle ?? 0;
    known.set(limit, idle);
    return idle;
  };
}

function adviceOf<Connection, Finding extends ObservedFinding>(
  {
    change,
    example,
    ids,
    count,
    originators,
    responders,
    lostAfter,
    limit: found,
  }: Group<Connection, Finding>,
  { declared, rates }: AdviceContext<Finding>,
): CaptureAdvice<Connection, Finding> {
  const code = change?.code ?? null;
  const side = change?.side ?? (originators.size <= responders.size ? 'originator' : 'responder');
  const hosts = side === 'originator' ? originators : responders;
  const isSetting = code === 'enable' || code === 'shorten' || code === 'lengthen';
  const limit = limitOf(declared, found, lostAfter);
  return {
    code,
    side: code === null ? null : side,
    isEither: change !== null && change.side === null,
    hosts: [...hosts].slice(0, NAMED),
    hostCount: hosts.size,
    connectionCount: count,
    responderCount: responders.size,
    connections: ids.sort((a, b) => a - b),
    example,
    finding: change?.finding ?? null,
    settings: isSetting ? (recommend({ limit: limit.low, detection: null }, rates)?.settings ?? null) : null,
    limit: isSetting || declared !== null ? limit : null,
  };
}

function limitOf(
  declared: DeclaredLimit | null,
  found: ObservedFinding | null,
  lostAfter: number,
): AdvisedLimit {
  if (declared !== null)
    return { basis: 'declared', low: declared.seconds, high: declared.seconds, products: [] };
  const bounds = found?.limitSeconds ?? null;
  if (found !== null && bounds !== null) return { basis: 'inferred', ...bounds, products: found.products };
  // Half of it: that something shorter was at work cannot be ruled out.
  if (lostAfter / 2 < UNKNOWN_PATH)
    return { basis: 'bounded', low: lostAfter / 2, high: lostAfter, products: [] };
  return { basis: 'unknown', low: UNKNOWN_PATH, high: UNKNOWN_PATH, products: [] };
}
