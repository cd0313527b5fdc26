/**
 * `idle-timeout-bounded`, from resets alone: connections to a service were silent for one and the same time, and then came
 * a RST that answered nothing. What sends it has such a timer: a load balancer, a firewall, or the host itself.
 */
import { SECOND } from '../../tracking/time.ts';
import { type Finding, finding } from '../finding.ts';
import { resettersAfter, timedResetAfter } from '../idle-reset.ts';
import { earliestTimeout } from '../server-close.ts';
import { concerning } from './alike.ts';
import { EndsOfServices } from './ends-of-services.ts';
import type { IdleEnd } from './idle-ends.ts';
import { NOTED_IDLE_CLOSE } from './notes.ts';
import type { NotedConnection, PopulationRule } from './population.ts';

export class IdleResets implements PopulationRule {
  readonly note: number = NOTED_IDLE_CLOSE;
  private readonly resets: EndsOfServices = new EndsOfServices();

  add(connection: NotedConnection): void {
    const { timeline, code } = connection;
    const silence = timedResetAfter(timeline, code);
    if (silence === null || timeline.reset === null) return;
    const { frame, direction } = timeline.reset;
    this.resets.add(connection, { frame, direction, time: timeline.lastTime, idle: silence });
  }

  findings(): Finding[] {
    return [...this.resets.byTimer()].map(findingOf);
  }
}

function findingOf(alike: readonly IdleEnd[]): Finding {
  const shortest = alike[0]?.idle ?? 0;
  return finding('idle-timeout-bounded', 'warning', happenedAtOnce(alike) ? 'possible' : 'likely', {
    reason: 'by-reset',
    limit: { low: earliestTimeout(shortest), high: shortest, isDeclared: false, product: null },
    products: resettersAfter(shortest),
    ...concerning(alike, 'reset-when-idle'),
  });
}

/** A host that stops resets all that it has in one moment: where all had been used together, they are as alike. */
function happenedAtOnce(alike: readonly IdleEnd[]): boolean {
  const times = alike.map(({ time }) => time);
  return Math.max(...times) - Math.min(...times) < SECOND;
}
