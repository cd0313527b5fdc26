/**
 * `keepalive-storm`: a host probes on many connections every second or two (the keepAliveMsecs of Node's http.Agent is
 * 1000 unless set), or on very many in the same moment, which costs radios, batteries and small peers more than it is
 * worth.
 */
import { SECOND } from '../../tracking/time.ts';
import { type Finding, type FindingProof, type FindingReason, finding } from '../finding.ts';
import { hostKey } from './endpoint-key.ts';
import { NOTED_OFTEN, NOTED_PROBES } from './notes.ts';
import type { NotedConnection, PopulationRule } from './population.ts';
import { Probings } from './probings.ts';

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
  private readonly probings: Probings = new Probings();
  /** Places in `probings`. */
  private readonly hosts: Map<number, number[]> = new Map();
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
    const { probings } = this;
    return [...this.hosts.values()].flatMap((host) => {
      const often = host.filter((place) => probings.isOften(place));
      if (often.length >= OFTEN_ON) return [findingOf(probings, often, 'often')];
      const together = inOneMoment(probings, host);
      return together.length >= TOGETHER_ON ? [findingOf(probings, together, 'together')] : [];
    });
  }

  private addSide(connection: NotedConnection, direction: 0 | 1): void {
    const { probings } = this;
    const place = probings.add(connection, direction);
    if (place < 0) return;
    if (!this.hasRoomFor(probings.isOften(place))) {
      probings.removeLast();
      return;
    }
    const key = hostKey(direction === 0 ? connection.originator : connection.responder);
    const host = this.hosts.get(key);
    if (host === undefined) this.hosts.set(key, [place]);
    else host.push(place);
  }

  private hasRoomFor(isOften: boolean): boolean {
    return isOften ? this.often++ < OFTEN_KEPT : this.others++ < OTHERS_KEPT;
  }
}

function findingOf(probings: Probings, storm: readonly number[], reason: FindingReason): Finding {
  const sides = storm.map((place) => probings.at(place));
  const periods = sides.map(({ last, before }) => last - before).sort((a, b) => a - b);
  const evidence: FindingProof[] = sides
    .slice(0, PROOFS_SHOWN)
    .map(({ frame, direction }) => ({ code: 'probe-of-side', frame, direction }));
  const [first] = sides;
  const isOneSided = sides.every(({ direction }) => direction === first?.direction);
  return finding('keepalive-storm', 'info', 'certain', {
    // A host may probe connections that it opened and others that it accepted.
    direction: isOneSided ? (first?.direction ?? null) : null,
    duration: periods[periods.length >> 1] ?? 0,
    reason,
    ids: sides
      .map(({ id }) => id)
      .sort((a, b) => a - b)
      .slice(0, IDS_SHOWN),
    connections: sides.length,
    evidence: evidence.sort((a, b) => a.frame - b.frame),
  });
}

/** The sides whose last two probes both fell into the same two moments: most of them, if there are enough. */
function inOneMoment(probings: Probings, host: readonly number[]): number[] {
  if (!mayCoincide(probings, host)) return [];
  const sorted = [...host].sort((a, b) => probings.last(a) - probings.last(b));
  let best: number[] = [];
  let begin = 0;
  for (const [end, place] of sorted.entries()) {
    const before = probings.before(place);
    while (probings.last(place) - probings.last(sorted[begin] ?? place) > MOMENT) begin++;
    if (end - begin + 1 < Math.max(TOGETHER_ON, best.length + 1)) continue;
    const isAlike = (one: number): boolean => Math.abs(probings.before(one) - before) <= MOMENT;
    let alike = 0;
    for (let at = begin; at <= end; at++) if (isAlike(sorted[at] ?? place)) alike++;
    if (alike > best.length) best = sorted.slice(begin, end + 1).filter(isAlike);
  }
  return best;
}

/** Whether enough of the last probes fell into one moment: of most hosts, few did. */
function mayCoincide(probings: Probings, host: readonly number[]): boolean {
  if (host.length < TOGETHER_ON) return false;
  // Numbers alone are sorted without a call for each comparison.
  const times = Float64Array.from(host, (place) => probings.last(place)).sort();
  return times.some((time, end) => time - (times[end - TOGETHER_ON + 1] ?? -Infinity) <= MOMENT);
}
