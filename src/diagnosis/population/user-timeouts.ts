/**
 * `user-timeout-abort`: a prober gave up after fewer or more probes than it did on other connections of the same
 * service and settings: TCP_USER_TIMEOUT decided, not the count (keepalive/user-timeout.ts). A finding about one
 * connection, which only the others show; and what they leave of the count of each.
 */
import { hasProbedInVain } from '../../keepalive/has-probed.ts';
import type { Estimate, Settings } from '../../keepalive/settings.ts';
import {
  type CountBounds,
  countBeside,
  givenUpRun,
  isAgainstCount,
  type UserTimeout,
  userTimeoutOf,
  type VainRun,
} from '../../keepalive/user-timeout.ts';
import type { GiveUp } from '../../keepalive/watch.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { SECOND } from '../../tracking/time.ts';
import { type Finding, type FindingProof, finding } from '../finding.ts';
import { settingsOfSide } from '../prober-settings.ts';
import { hostKey } from './endpoint-key.ts';
import { NOTED_IN_VAIN } from './notes.ts';
import type { NotedConnection, PopulationRule } from './population.ts';

/** The longest run in vain of one side of a connection. */
interface ConnectionRun extends VainRun {
  id: number;
  timeline: Timeline;
  direction: 0 | 1;
}

/** The same with the settings that its side shows. */
interface SettingsRun extends ConnectionRun {
  settings: Settings & { idle: Estimate };
}

/** Of which the timelines may be kept, so not too many; those of which no run is kept any more are among them. */
const SIDES_KEPT = 500;
/** How far the interval before a reset may be from others, as a share. */
const SAME = 1.15;
/** The count of a run that was ended by something else. */
const ANY_COUNT: CountBounds = { low: 1, high: Number.POSITIVE_INFINITY };

/** A side that probed in vain. */
interface VainSide {
  connection: NotedConnection;
  direction: 0 | 1;
}

/** Those of a prober and a service, and whether they have been judged together. */
interface Group {
  sides: VainSide[];
  isJudged: boolean;
}

export class UserTimeouts implements PopulationRule {
  readonly note: number = NOTED_IN_VAIN;
  /** By prober and service. */
  private readonly groups: Map<string, Group> = new Map();
  /** By connection and side: the same, and what was found. */
  private readonly ofSides: Map<number, Group> = new Map();
  private readonly found: Map<number, Finding> = new Map();
  private readonly counts: Map<number, CountBounds> = new Map();
  private kept = 0;

  get full(): number {
    return this.kept < SIDES_KEPT ? 0 : this.note;
  }

  add(connection: NotedConnection): void {
    for (const direction of [0, 1] as const) {
      // Many connections come after it is full: other rules want them.
      if (this.full) return;
      const { id, row, stores, originator, responder } = connection;
      if (!hasProbedInVain(stores.probers, stores.rows.prober(row, direction))) continue;
      this.kept++;
      const key = `${hostKey(direction === 0 ? originator : responder)} ${direction} ${responder.port}`;
      const group = this.groups.get(key) ?? { sides: [], isJudged: false };
      group.sides.push({ connection, direction });
      this.groups.set(key, group);
      this.ofSides.set(sideKey(id, direction), group);
    }
  }

  /** None over connections: findingOf() has them. */
  findings(): Finding[] {
    return [];
  }

  /** The finding about a connection, once all are known. */
  findingOf(id: number): Finding | null {
    const [originator, responder] = [this.judged(id, 0), this.judged(id, 1)];
    return this.found.get(responder) ?? this.found.get(originator) ?? null;
  }

  /** What other connections leave of the count that a side shows, once all are known; null: all of it. */
  countOf(id: number, direction: 0 | 1): CountBounds | null {
    return this.counts.get(this.judged(id, direction)) ?? null;
  }

  /** The key of a side whose group is judged: when it is first asked for, as timelines and settings take long to make. */
  private judged(id: number, direction: 0 | 1): number {
    const key = sideKey(id, direction);
    const group = this.ofSides.get(key);
    if (group === undefined || group.isJudged) return key;
    group.isJudged = true;
    const runs = group.sides.flatMap(runsOf);
    // Where all runs are alike nothing comes of them.
    if (runs.some(({ probes }) => probes !== runs[0]?.probes)) this.judge(runs.flatMap(withSettings));
    return key;
  }

  private judge(group: readonly SettingsRun[]): void {
    const siblings = new Map(
      group.map((run) => [run, group.filter((other) => other !== run && areAlike(run, other))]),
    );
    const odd = new Set(group.filter((run) => isAgainstCount(run, siblings.get(run) ?? [])));
    for (const run of group) {
      const key = sideKey(run.id, run.direction);
      const others = (siblings.get(run) ?? []).filter((sibling) => !odd.has(sibling));
      if (!odd.has(run)) this.counts.set(key, countBeside(run.probes, others));
      else if (run.gaveUp) {
        this.counts.set(key, ANY_COUNT);
        const found = findingOf(run);
        if (found !== null) this.found.set(key, found);
      }
    }
  }
}

/** The side's run; none where no probe of one is kept. */
function runsOf({ connection: { id, timeline }, direction }: VainSide): ConnectionRun[] {
  const gaveUp = giveUpOf(timeline, direction);
  const probes = gaveUp?.probes.length ?? longestRun(timeline, direction);
  return probes === 0 ? [] : [{ id, timeline, direction, probes, gaveUp: gaveUp !== undefined }];
}

/** None where no idle time shows. A reset at another time than the count's was not given up after a count. */
function withSettings(run: ConnectionRun): SettingsRun[] {
  const settings = settingsOfSide(run.timeline, run.direction);
  if (settings === null || settings.idle === null) return [];
  const { idle, count } = settings;
  return [
    {
      ...run,
      probes: run.gaveUp ? (count?.estimate ?? run.probes) : run.probes,
      gaveUp: run.gaveUp && count !== null,
      settings: { ...settings, idle },
    },
  ];
}

/** Whether two runs may be of one program: their settings are the same, as far as they are known. */
function areAlike(one: SettingsRun, other: SettingsRun): boolean {
  if (one.settings.idle.estimate !== other.settings.idle.estimate) return false;
  const { interval } = one.settings;
  const { interval: others } = other.settings;
  if (interval !== null && others !== null) return interval.estimate === others.estimate;
  return endsAfter(one, others) && endsAfter(other, interval);
}

/** Whether the run may have ended one interval after its last probe. */
function endsAfter({ timeline, direction }: ConnectionRun, interval: Settings['interval']): boolean {
  const gaveUp = giveUpOf(timeline, direction);
  const last = gaveUp?.probes[gaveUp.probes.length - 1];
  if (gaveUp === undefined || last === undefined || interval === null) return true;
  const gap = (gaveUp.time - last.time) / SECOND;
  return gap * SAME >= interval.low && gap <= interval.high * SAME;
}

function findingOf({ timeline, direction }: ConnectionRun): Finding | null {
  const gaveUp = giveUpOf(timeline, direction);
  const run = gaveUp === undefined ? null : givenUpRun(gaveUp);
  if (gaveUp === undefined || run === null) return null;
  const evidence: FindingProof[] = [
    ...gaveUp.probes.map(({ frame }) => ({ code: 'probe-unanswered', frame, direction }) as const),
    { code: 'prober-gave-up', frame: gaveUp.frame, direction },
  ];
  return finding('user-timeout-abort', 'info', 'likely', {
    direction,
    duration: run.resetAfter,
    count: run.probes,
    limit: limitOf(userTimeoutOf(run)),
    evidence,
  });
}

function giveUpOf({ gaveUp }: Timeline, direction: 0 | 1): GiveUp | undefined {
  return gaveUp.find((one) => one.direction === direction);
}

function sideKey(id: number, direction: 0 | 1): number {
  return 2 * id + direction;
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
