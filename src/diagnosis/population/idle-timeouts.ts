/**
 * `idle-timeout-bounded`: of the connections of a path, those that were silent for up to `low` went on, and those that
 * were silent for `high` or longer were lost: something between forgets connections after a time T, low < T <= high.
 *
 * A peer that restarts loses connections as well, all of them at one moment. So the path must have worked after the
 * first loss, and losses that one moment explains make the finding no more than possible.
 */
import type { TimelineEndpoint } from '../../timeline/endpoint.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { SECOND } from '../../tracking/time.ts';
import { diagnose } from '../diagnose.ts';
import { type Finding, type FindingProof, finding } from '../finding.ts';
import type { Limit } from '../limit.ts';
import { HALF_CLOSED_ONLY, MIDDLEBOXES, type Middlebox } from '../middleboxes.ts';
import type { Confidence } from '../verdict.ts';
import { hostKey, serviceKey } from './endpoint-key.ts';
import { LOST, type LostConnection, lostConnection, survivedSilence } from './idle-losses.ts';
import { NOTED_LOST } from './notes.ts';
import type { NotedConnection, PopulationRule } from './population.ts';

/** Losses kept, over all paths. */
const LOSSES_KEPT = 10_000;
const IDS_SHOWN = 100;
const PROOFS_SHOWN = 6;
/** A survivor that was silent for less says nothing about middleboxes, ns. */
const SILENCE_AT_LEAST = 5 * SECOND;
/** Bounds farther apart than this are no measurement. */
const APART = 2;
/** One loss among so many survivors may be one too. */
const SURVIVORS_OF_ONE = 3;

/** What is known of the connections to a service, or from a host. */
class Path {
  readonly lost: LostConnection[] = [];
  /** How long each of them, by id, had been silent before without being lost, ns. */
  readonly precedents: Map<number, number> = new Map();
  survivors = 0;
  longest = 0;
  longestFrame = 0;
  /** The responders were last heard at this time, ns. */
  heardAt = Number.NEGATIVE_INFINITY;

  add(lost: LostConnection): void {
    this.lost.push(lost);
    this.precedents.set(lost.id, lost.precedent);
  }

  survived(silence: number, frame: number): void {
    if (silence < SILENCE_AT_LEAST) return;
    this.survivors++;
    if (silence <= this.longest) return;
    this.longest = silence;
    this.longestFrame = frame;
  }
}

export class IdleTimeouts implements PopulationRule {
  readonly note: number = NOTED_LOST;
  private readonly services: Map<number, Path> = new Map();
  private readonly hosts: Map<number, Path> = new Map();
  private readonly limits: Map<Path, Limit> = new Map();
  private kept = 0;

  get hasVictims(): boolean {
    return this.kept > 0;
  }

  add({ id, timeline, code }: NotedConnection): void {
    if (!LOST.has(code) || this.kept >= LOSSES_KEPT) return;
    const lost = lostConnection(id, timeline, diagnose(timeline));
    if (lost === null) return;
    this.kept++;
    pathOf(this.services, serviceKey(timeline.responder)).add(lost);
    pathOf(this.hosts, hostKey(timeline.originator)).add(lost);
  }

  /** A connection once more, when all that were lost are known. */
  revisit(connection: NotedConnection): void {
    for (const path of this.pathsOf(connection.originator, connection.responder)) {
      const { id, timeline, code } = connection;
      const precedent = path.precedents.get(id);
      path.survived(precedent ?? survivedSilence(timeline, code), timeline.lastFrame);
      if (precedent === undefined) path.heardAt = Math.max(path.heardAt, timeline.sides[1].acceptedTime);
    }
  }

  findings(): Finding[] {
    const found: Finding[] = [];
    const explained = new Set<number>();
    for (const path of [...this.services.values(), ...this.hosts.values()]) {
      if (path.lost.every(({ id }) => explained.has(id))) continue;
      const one = this.findingOf(path);
      if (one === null) continue;
      for (const { id } of path.lost) explained.add(id);
      found.push(one);
    }
    return found;
  }

  limitOf(timeline: Timeline): Limit | null {
    for (const path of this.pathsOf(timeline.originator, timeline.responder)) {
      const limit = this.limits.get(path);
      if (limit !== undefined) return limit;
    }
    return null;
  }

  private *pathsOf(originator: TimelineEndpoint, responder: TimelineEndpoint): Generator<Path> {
    if (this.kept === 0) return;
    const service = this.services.get(serviceKey(responder));
    if (service !== undefined) yield service;
    const host = this.hosts.get(hostKey(originator));
    if (host !== undefined) yield host;
  }

  private findingOf(path: Path): Finding | null {
    const { lost, longest: low } = path;
    const high = Math.min(...lost.map(({ silence }) => silence));
    const confidence = confidenceOf(path, high);
    if (confidence === null) return null;
    const limit: Limit = { low, high, isDeclared: false, product: null };
    if (confidence === 'likely') this.limits.set(path, limit);
    const bySilence = [...lost].sort((a, b) => a.silence - b.silence);
    const proofs: FindingProof[] = bySilence.slice(0, PROOFS_SHOWN).map(({ frame, direction, silence }) => ({
      code: 'silence-not-survived',
      frame,
      direction,
      duration: silence,
    }));
    return finding('idle-timeout-bounded', 'warning', confidence, {
      count: path.survivors,
      limit,
      products: productsBetween(limit, lost),
      ids: lost.slice(0, IDS_SHOWN).map(({ id }) => id),
      connections: lost.length,
      evidence: [
        { code: 'silence-survived', frame: path.longestFrame, direction: 0, duration: low },
        ...proofs,
      ],
    });
  }
}

function confidenceOf({ lost, survivors, longest, heardAt }: Path, high: number): Confidence | null {
  const workedAfterwards = heardAt > Math.min(...lost.map(({ lostAt }) => lostAt));
  const isNarrow = high <= longest * APART;
  if (longest === 0 || longest >= high || !workedAfterwards) return null;
  if (lost.length === 1) return isNarrow && survivors >= SURVIVORS_OF_ONE ? 'possible' : null;
  return isNarrow && survivors > 1 && !happenedAtOnce(lost) ? 'likely' : 'possible';
}

/** Whether one moment lies in the silence of all of them: a restart at that moment would explain them too. */
function happenedAtOnce(lost: readonly LostConnection[]): boolean {
  const lastBegin = Math.max(...lost.map(({ lostAt, silence }) => lostAt - silence));
  return lastBegin <= Math.min(...lost.map(({ lostAt }) => lostAt));
}

/** The known products with a timeout between the bounds, that end a connection in the way that was seen. */
function productsBetween({ low, high }: Limit, lost: readonly LostConnection[]): Middlebox[] {
  const unfit = lost.every(({ byReset }) => byReset)
    ? 'silent'
    : lost.some(({ byReset }) => byReset)
      ? 'close'
      : 'reset';
  return MIDDLEBOXES.filter(
    ({ name, seconds, expiry }) =>
      seconds * SECOND > low &&
      seconds * SECOND <= high &&
      expiry !== unfit &&
      expiry !== 'close' &&
      name !== HALF_CLOSED_ONLY,
  );
}

function pathOf(paths: Map<number, Path>, key: number): Path {
  const path = paths.get(key) ?? new Path();
  paths.set(key, path);
  return path;
}
