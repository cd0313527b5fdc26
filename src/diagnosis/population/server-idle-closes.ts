/**
 * `server-idle-close` over connections: a responder closes its connections in order after one and the same idle time.
 * Whether there are probes makes no difference: the application counts requests.
 */
import { type Finding, finding } from '../finding.ts';
import { closedByIdleResponder, timeoutsNear } from '../server-close.ts';
import { concerning } from './alike.ts';
import { EndsOfServices } from './ends-of-services.ts';
import type { IdleEnd } from './idle-ends.ts';
import { NOTED_IDLE_CLOSE } from './notes.ts';
import type { NotedConnection, PopulationRule } from './population.ts';

export class ServerIdleCloses implements PopulationRule {
  readonly note: number = NOTED_IDLE_CLOSE;
  private readonly closes: EndsOfServices = new EndsOfServices();

  add(connection: NotedConnection): void {
    const { timeline } = connection;
    const idle = closedByIdleResponder(timeline);
    if (idle === null) return;
    const frame = timeline.sides[1].finFrame;
    this.closes.add(connection, { frame, direction: 1, time: timeline.lastTime, idle });
  }

  findings(): Finding[] {
    return [...this.closes.byTimer()].map(findingOf);
  }
}

function findingOf(alike: readonly IdleEnd[]): Finding {
  const shortest = alike[0]?.idle ?? 0;
  const longest = alike.at(-1)?.idle ?? 0;
  return finding('server-idle-close', 'info', 'likely', {
    direction: 1,
    duration: shortest,
    other: longest,
    products: timeoutsNear(shortest, longest),
    ...concerning(alike, 'closed-when-idle'),
  });
}
