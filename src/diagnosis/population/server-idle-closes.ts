/**
 * `server-idle-close` over connections: a responder closes its connections in order after one and the same idle time.
 * Whether there are probes makes no difference: the application counts requests.
 */
import { type Finding, finding } from '../finding.ts';
import { closedByIdleResponder, latestClose, timeoutsNear } from '../server-close.ts';
import { serviceKey } from './endpoint-key.ts';
import { NOTED_IDLE_CLOSE } from './notes.ts';
import type { NotedConnection, PopulationRule } from './population.ts';

interface Close {
  id: number;
  frame: number;
  idle: number;
}

const CLOSES_KEPT = 100_000;
const IDS_SHOWN = 100;
const PROOFS_SHOWN = 6;
/** Fewer agree by chance. */
const ALIKE_AT_LEAST = 3;
/** Most closes of the service must be alike. */
const SHARE = 0.6;

export class ServerIdleCloses implements PopulationRule {
  readonly note: number = NOTED_IDLE_CLOSE;
  private readonly services: Map<number, Close[]> = new Map();
  private kept = 0;

  add({ id, timeline }: NotedConnection): void {
    const idle = closedByIdleResponder(timeline);
    if (idle === null || this.kept >= CLOSES_KEPT) return;
    this.kept++;
    const key = serviceKey(timeline.responder);
    const closes = this.services.get(key);
    const close = { id, frame: timeline.sides[1].finFrame, idle };
    if (closes === undefined) this.services.set(key, [close]);
    else closes.push(close);
  }

  findings(): Finding[] {
    return [...this.services.values()].flatMap((closes) => {
      const alike = mostAlike(closes);
      return alike.length < Math.max(ALIKE_AT_LEAST, SHARE * closes.length) ? [] : [findingOf(alike)];
    });
  }
}

function findingOf(alike: readonly Close[]): Finding {
  const shortest = alike[0]?.idle ?? 0;
  const longest = alike.at(-1)?.idle ?? 0;
  return finding('server-idle-close', 'info', 'likely', {
    direction: 1,
    duration: shortest,
    other: longest,
    products: timeoutsNear(shortest, longest),
    ids: alike
      .slice(0, IDS_SHOWN)
      .map(({ id }) => id)
      .sort((a, b) => a - b),
    connections: alike.length,
    evidence: alike
      .slice(0, PROOFS_SHOWN)
      .map(({ frame, idle }) => ({ code: 'closed-when-idle', frame, direction: 1, duration: idle })),
  });
}

/** The largest set of closes after nearly the same idle time, by that. */
function mostAlike(closes: readonly Close[]): Close[] {
  const sorted = [...closes].sort((a, b) => a.idle - b.idle);
  let best: Close[] = [];
  let begin = 0;
  for (const [end, close] of sorted.entries()) {
    while (close.idle > latestClose(sorted[begin]?.idle ?? 0)) begin++;
    if (end - begin + 1 > best.length) best = sorted.slice(begin, end + 1);
  }
  return best;
}
