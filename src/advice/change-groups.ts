/** Connections that call for the same change at the same place, gathered as they come. */
import type { Change } from './change.ts';
import type { ObservedConnection, ObservedFinding } from './observed.ts';

/** Ids and hosts that are named. */
export const NAMED = 100;

export interface Group<Connection, Finding> {
  change: Change<Finding> | null;
  example: Connection;
  ids: number[];
  count: number;
  originators: Set<string>;
  responders: Set<string>;
  /** The shortest silence that a connection did not survive, s; infinite: none did that. */
  lostAfter: number;
  limit: ObservedFinding | null;
}

/** What else is known of a connection. */
interface ConnectionFacts<Finding> {
  /** The silence that it did not survive, s. */
  lostAfter: number | null;
  /** The finding that bounds the timeout of its path. */
  timeout: Finding | null;
}

export class ChangeGroups<Connection extends ObservedConnection, Finding extends ObservedFinding> {
  /** By service, change and settings: the port of the originator differs from connection to connection. */
  private readonly groups: Map<string, Group<Connection, Finding>> = new Map();

  /** `change`: null where the connection calls for none. */
  add(connection: Connection, change: Change<Finding> | null, facts: ConnectionFacts<Finding>): void {
    const { address, port } = connection.responder;
    const key = `${address} ${port} ${kindOf(connection, change)}`;
    const group = this.groups.get(key) ?? newGroup<Connection, Finding>(connection, change);
    this.groups.set(key, group);
    addTo(group, connection, change, facts);
  }

  /** One originator may have many responders: where the change is on its side, that is one place. */
  merged(): Iterable<Group<Connection, Finding>> {
    const merged = new Map<string, Group<Connection, Finding>>();
    for (const group of this.groups.values()) {
      const { example, change, originators } = group;
      const isOfHost = originators.size === 1 && change?.side !== 'responder';
      const place = isOfHost
        ? example.originator.address
        : `${example.responder.address} ${example.responder.port}`;
      const key = `${isOfHost} ${place} ${kindOf(example, change)}`;
      const other = merged.get(key);
      if (other === undefined) merged.set(key, group);
      else absorb(other, group);
    }
    return merged.values();
  }
}

function addTo<Connection extends ObservedConnection, Finding extends ObservedFinding>(
  group: Group<Connection, Finding>,
  connection: Connection,
  change: Change<Finding> | null,
  { lostAfter, timeout }: ConnectionFacts<Finding>,
): void {
  group.count++;
  if (group.ids.length < NAMED) group.ids.push(connection.id);
  group.originators.add(connection.originator.address);
  group.responders.add(connection.responder.address);
  group.limit ??= timeout ?? (change?.finding?.limitSeconds == null ? null : change.finding);
  if (lostAfter === null) return;
  // One that was lost shows more than one that may be.
  if (group.lostAfter === Number.POSITIVE_INFINITY) Object.assign(group, { example: connection, change });
  group.lostAfter = Math.min(group.lostAfter, lostAfter);
}

function absorb<Connection, Finding>(
  group: Group<Connection, Finding>,
  { example, change, ids, count, responders, lostAfter, limit }: Group<Connection, Finding>,
): void {
  if (group.lostAfter === Number.POSITIVE_INFINITY && Number.isFinite(lostAfter))
    Object.assign(group, { example, change });
  group.ids.push(...ids.slice(0, NAMED - group.ids.length));
  group.count += count;
  for (const responder of responders) group.responders.add(responder);
  group.lostAfter = Math.min(group.lostAfter, lostAfter);
  group.limit ??= limit;
}

/**
 * What is the same for all of a group, but for the place. Of connections that call for a change their idle times are:
 * what else a capture shows of their settings differs with how they ended.
 */
function kindOf<Finding>({ keepalive }: ObservedConnection, change: Change<Finding> | null): string {
  const settings = (['originator', 'responder'] as const).map((side) => {
    const seen = keepalive[side];
    if (seen === null) return '-';
    const shown = change === null ? [seen.idleSeconds, seen.intervalSeconds, seen.count] : [seen.idleSeconds];
    return shown.map((value) => value?.estimate ?? '?').join('/');
  });
  return [change?.code, change?.side, ...settings].join(' ');
}

function newGroup<Connection, Finding>(
  example: Connection,
  change: Change<Finding> | null,
): Group<Connection, Finding> {
  return {
    change,
    example,
    ids: [],
    count: 0,
    originators: new Set(),
    responders: new Set(),
    lostAfter: Number.POSITIVE_INFINITY,
    limit: null,
  };
}
