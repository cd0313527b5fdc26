/**
 * `user-timeout-abort`: a prober gave up after fewer or more probes than it did on other connections of the same
 * service and settings: TCP_USER_TIMEOUT decided, not the count (keepalive/user-timeout.ts). A finding about one
 * connection, which only the others show.
 */
import { givenUpRun, type UserTimeout, userTimeoutOf, type VainRun } from '../../keepalive/user-timeout.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { SECOND } from '../../tracking/time.ts';
import { type Finding, type FindingProof, finding } from '../finding.ts';
import { settingsOfSide } from '../prober-settings.ts';
import { hostKey } from './endpoint-key.ts';
import type { PopulationRule } from './population.ts';

/** The longest run in vain of one side of a connection; of a given-up one, what its finding needs. */
interface ConnectionRun extends VainRun {
  id: number;
  timeline: Timeline;
  direction: 0 | 1;
}

/** Their timelines are kept, so not too many. */
const RUNS_KEPT = 1_000;
/** Against one other connection, either of the two may be the odd one, or a program of its own. */
const WITNESSES = 2;

export class UserTimeouts implements PopulationRule {
  /** By prober and service. */
  private readonly groups: Map<string, ConnectionRun[]> = new Map();
  private readonly found: Map<number, Finding> = new Map();
  private kept = 0;

  add(id: number, timeline: Timeline): void {
    for (const direction of [0, 1] as const) {
      if (this.kept >= RUNS_KEPT) return;
      const gaveUp = timeline.gaveUp.find((one) => one.direction === direction);
      const probes = gaveUp?.probes.length ?? longestRun(timeline, direction);
      if (probes === 0) continue;
      this.kept++;
      const host = direction === 0 ? timeline.originator : timeline.responder;
      const key = `${hostKey(host)} ${direction} ${timeline.responder.port}`;
      const run = { id, timeline, direction, probes, gaveUp: gaveUp !== undefined };
      const group = this.groups.get(key);
      if (group === undefined) this.groups.set(key, [run]);
      else group.push(run);
    }
  }

  /** None over connections: findingOf() has them. */
  findings(): Finding[] {
    for (const group of this.groups.values()) {
      // Settings take long to find, and where all runs are alike nothing comes of them.
      if (group.every(({ probes }) => probes === group[0]?.probes)) continue;
      for (const alike of bySettings(group)) this.judge(alike);
    }
    return [];
  }

  private judge(alike: readonly ConnectionRun[]): void {
    for (const run of alike) {
      const found = findingOf(
        run,
        alike.filter((other) => other !== run),
      );
      if (found !== null) this.found.set(run.id, found);
    }
  }

  /** The finding about a connection, once findings() was called. */
  findingOf(id: number): Finding | null {
    return this.found.get(id) ?? null;
  }
}

/** The runs with the same idle time and interval; those without an idle time are left out. */
function bySettings(group: readonly ConnectionRun[]): Iterable<ConnectionRun[]> {
  const sets = new Map<string, ConnectionRun[]>();
  for (const run of group) {
    const settings = settingsOfSide(run.timeline, run.direction);
    if (settings === null || settings.idle === null) continue;
    const key = `${settings.idle.estimate}/${settings.interval?.estimate ?? ''}`;
    sets.set(key, [...(sets.get(key) ?? []), run]);
  }
  return sets.values();
}

function findingOf({ timeline, direction }: ConnectionRun, siblings: readonly VainRun[]): Finding | null {
  const gaveUp = timeline.gaveUp.find((one) => one.direction === direction);
  const run = gaveUp === undefined ? null : givenUpRun(gaveUp);
  const timeout = run === null ? null : userTimeoutOf(run, siblings);
  if (gaveUp === undefined || run === null || timeout === null) return null;
  const evidence: FindingProof[] = [
    ...gaveUp.probes.map(({ frame }) => ({ code: 'probe-unanswered', frame, direction }) as const),
    { code: 'prober-gave-up', frame: gaveUp.frame, direction },
  ];
  const witnesses = siblings.filter((sibling) => sibling.gaveUp).length;
  return finding('user-timeout-abort', 'info', witnesses >= WITNESSES ? 'likely' : 'possible', {
    direction,
    duration: run.resetAfter,
    count: run.probes,
    limit: limitOf(timeout),
    evidence,
  });
}

function limitOf({ low, high }: UserTimeout): Finding['limit'] {
  return { low: low * SECOND, high: high * SECOND, isDeclared: false, product: null };
}

/** The most probes that a side sent one after the other without an answer. */
function longestRun({ sides }: Timeline, direction: 0 | 1): number {
  const { prober } = sides[direction];
  if (prober === null || prober.outcomes.unanswered + prober.outcomes['icmp-error'] === 0) return 0;
  let longest = 0;
  for (const { outcome, position } of prober.exchanges('probe'))
    if (outcome === 'unanswered' || outcome === 'icmp-error') longest = Math.max(longest, position);
  return longest;
}
