/**
 * `keepalive-storm`: a host probes on many connections every second or two (the keepAliveMsecs of Node's http.Agent is
 * 1000 unless set), or on very many in the same moment, which costs radios, batteries and small peers more than it is
 * worth.
 */
import { idlePeriod } from '../../keepalive/probe-period.ts';
import { LATEST, PROBES } from '../../keepalive/prober-layout.ts';
import { SECOND } from '../../tracking/time.ts';
import { type Finding, type FindingProof, type FindingReason, finding } from '../finding.ts';
import { isOften } from '../silences.ts';
import { hostKey } from './endpoint-key.ts';
import { NOTED_OFTEN, NOTED_PROBES } from './notes.ts';
import type { NotedConnection, PopulationRule } from './population.ts';

/** A side that probes: its last two probes, and whether often. */
interface Probing {
  id: number;
  frame: number;
  direction: 0 | 1;
  last: number;
  before: number;
  isOften: boolean;
}

/** The first ones that probe often, and of all others. */
const OFTEN_KEPT = 100_000;
const OTHERS_KEPT = 10_000;
const IDS_SHOWN = 100;
const PROOFS_SHOWN = 6;
const OFTEN_ON = 10;
/** A moment; and on how many connections probes coincide by chance at the most. */
const MOMENT = 0.1 * SECOND;
const TOGETHER_ON = 20;

export class KeepaliveStorms implements PopulationRule {
  readonly note: number = NOTED_PROBES | NOTED_OFTEN;
  private readonly hosts: Map<number, Probing[]> = new Map();
  private often = 0;
  private others = 0;

  get full(): number {
    return (this.often < OFTEN_KEPT ? 0 : NOTED_OFTEN) | (this.others < OTHERS_KEPT ? 0 : NOTED_PROBES);
  }

  add(connection: NotedConnection): void {
    this.addSide(connection, 0);
    this.addSide(connection, 1);
  }

  findings(): Finding[] {
    return [...this.hosts.values()].flatMap((host) => {
      const often = host.filter(({ isOften }) => isOften);
      if (often.length >= OFTEN_ON) return [findingOf(often, 'often')];
      const together = inOneMoment(host);
      return together.length >= TOGETHER_ON ? [findingOf(together, 'together')] : [];
    });
  }

  private addSide(connection: NotedConnection, direction: 0 | 1): void {
    const probing = probingOf(connection, direction);
    if (probing === null || !this.hasRoomFor(probing)) return;
    const key = hostKey(direction === 0 ? connection.originator : connection.responder);
    const host = this.hosts.get(key);
    if (host === undefined) this.hosts.set(key, [probing]);
    else host.push(probing);
  }

  private hasRoomFor({ isOften }: Probing): boolean {
    return isOften ? this.often++ < OFTEN_KEPT : this.others++ < OTHERS_KEPT;
  }
}

function findingOf(storm: readonly Probing[], reason: FindingReason): Finding {
  const periods = storm.map(({ last, before }) => last - before).sort((a, b) => a - b);
  const evidence: FindingProof[] = storm
    .slice(0, PROOFS_SHOWN)
    .map(({ frame, direction }) => ({ code: 'probe-of-side', frame, direction }));
  const [first] = storm;
  const isOneSided = storm.every(({ direction }) => direction === first?.direction);
  return finding('keepalive-storm', 'info', 'certain', {
    // A host may probe connections that it opened and others that it accepted.
    direction: isOneSided ? (first?.direction ?? null) : null,
    duration: periods[periods.length >> 1] ?? 0,
    reason,
    ids: storm
      .map(({ id }) => id)
      .sort((a, b) => a - b)
      .slice(0, IDS_SHOWN),
    connections: storm.length,
    evidence: evidence.sort((a, b) => a.frame - b.frame),
  });
}

/** The last two probes of a side; null where it has not sent two that follow one another. */
function probingOf({ id, row, stores }: NotedConnection, direction: 0 | 1): Probing | null {
  const { rows, probers, exchanges } = stores;
  const prober = rows.prober(row, direction);
  if (prober === 0 || probers.number(prober, PROBES) < 2) return null;
  const last = probers.number(prober, LATEST);
  const before = exchanges.previous(last);
  if (before === 0 || exchanges.kind(last) !== 'probe' || exchanges.kind(before) !== 'probe') return null;
  return {
    id,
    frame: exchanges.frame(last),
    direction,
    last: exchanges.time(last),
    before: exchanges.time(before),
    isOften: isOften(idlePeriod(exchanges, last)),
  };
}

/** The connections whose last two probes both fell into the same two moments: most of them, if there are enough. */
function inOneMoment(host: readonly Probing[]): Probing[] {
  const sorted = [...host].sort((a, b) => a.last - b.last);
  let best: Probing[] = [];
  let begin = 0;
  for (const [end, { last, before }] of sorted.entries()) {
    while (last - (sorted[begin]?.last ?? last) > MOMENT) begin++;
    if (end - begin + 1 < Math.max(TOGETHER_ON, best.length + 1)) continue;
    let alike = 0;
    for (let at = begin; at <= end; at++) if (isAlike(sorted[at], before)) alike++;
    if (alike > best.length) best = sorted.slice(begin, end + 1).filter((one) => isAlike(one, before));
  }
  return best;
}

function isAlike(one: Probing | undefined, before: number): boolean {
  return one !== undefined && Math.abs(one.before - before) <= MOMENT;
}
