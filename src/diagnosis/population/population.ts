/**
 * Findings over several connections. Every connection that may concern one (noteworthy.ts) is looked at once, by the
 * rules that want it; they keep a few numbers of those that do concern them, and a bounded count of them. Where some
 * were lost after idleness, all are looked at again for what others of the same path survived.
 */
import type { Stores } from '../../keepalive/probe-books.ts';
import type { CountBounds } from '../../keepalive/user-timeout.ts';
import type { TimelineEndpoint } from '../../timeline/endpoint.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { Finding } from '../finding.ts';
import type { Limit } from '../limit.ts';
import type { VerdictCode } from '../verdict.ts';
import { CaptureLength } from './capture-length.ts';
import { DuplicatedFrames } from './duplicated-frames.ts';
import { IdleResets } from './idle-resets.ts';
import { IdleTimeouts } from './idle-timeouts.ts';
import { KeepaliveStorms } from './keepalive-storms.ts';
import { NOTED_ALL } from './notes.ts';
import { ServerIdleCloses } from './server-idle-closes.ts';
import { UserTimeouts } from './user-timeouts.ts';

/** A connection that a rule may want: where its numbers are, and what is made of them when asked for. */
export interface NotedConnection {
  readonly id: number;
  readonly stores: Stores;
  readonly row: number;
  readonly code: VerdictCode;
  readonly originator: TimelineEndpoint;
  readonly responder: TimelineEndpoint;
  readonly timeline: Timeline;
}

/** A finding over connections in the making. */
export interface PopulationRule {
  /** The NOTED_ bits of the connections that may concern it. */
  readonly note: number;
  /** Those of them of which no more are wanted; none unless it says so. */
  readonly full?: number;
  /** Called once for each of these, in the order of ids. */
  add(connection: NotedConnection): void;
  /** When all are known. */
  findings(): Finding[];
}

export class Population {
  private readonly idleTimeouts: IdleTimeouts = new IdleTimeouts();
  private readonly userTimeouts: UserTimeouts = new UserTimeouts();
  private readonly storms: KeepaliveStorms = new KeepaliveStorms();
  private readonly captureLength: CaptureLength = new CaptureLength();
  private readonly rules: readonly PopulationRule[] = [
    this.idleTimeouts,
    this.userTimeouts,
    new ServerIdleCloses(),
    new IdleResets(),
    this.storms,
    new DuplicatedFrames(),
    this.captureLength,
  ];
  /** By note: those of the rules that want such a connection. */
  private readonly byNote: (readonly PopulationRule[])[] = [];
  private stillWanted: number = NOTED_ALL;

  /** The NOTED_ bits of connections that are still wanted. */
  get wanted(): number {
    return this.stillWanted;
  }

  /** A connection with a bit that is wanted, in the order of ids. */
  add(connection: NotedConnection, note: number): void {
    for (const rule of this.rulesFor(note)) {
      rule.add(connection);
      this.stillWanted &= ~(rule.full ?? 0);
    }
  }

  /** Connections that were no longer wanted, but open at the end: these are counted. */
  addOpen(connections: number): void {
    this.captureLength.count(connections);
  }

  /** Whether revisit() must be called for every connection before findings(). */
  get wantsRevisit(): boolean {
    return this.idleTimeouts.hasVictims;
  }

  revisit(connection: NotedConnection): void {
    this.idleTimeouts.revisit(connection);
  }

  findings(): Finding[] {
    return this.rules.flatMap((rule) => rule.findings());
  }

  /** A finding about one connection that only the others show; once all are known. */
  findingOf(id: number): Finding | null {
    return this.userTimeouts.findingOf(id);
  }

  /** What other connections leave of the count that a side shows; once all are known. Null: all of it. */
  countOf(id: number, direction: 0 | 1): CountBounds | null {
    return this.userTimeouts.countOf(id, direction);
  }

  /** The idle timeout on the connection's path, as findings() has inferred it; null where it has not. */
  limitOf(timeline: Timeline): Limit | null {
    return this.idleTimeouts.limitOf(timeline);
  }

  private rulesFor(note: number): readonly PopulationRule[] {
    let rules = this.byNote[note];
    if (rules === undefined) {
      rules = this.rules.filter((rule) => (note & rule.note) !== 0);
      this.byNote[note] = rules;
    }
    return rules;
  }
}
