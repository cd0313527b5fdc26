/** How idle connections ended, by the service that they were to: a bounded number of them. */
import { alike, type IdleEnd } from './alike.ts';
import { serviceKey } from './endpoint-key.ts';
import type { NotedConnection } from './population.ts';

const KEPT = 100_000;

export class EndsOfServices {
  private readonly services: Map<number, IdleEnd[]> = new Map();
  private kept = 0;

  add({ id, timeline }: NotedConnection, end: Omit<IdleEnd, 'id'>): void {
    if (this.kept >= KEPT) return;
    this.kept++;
    const key = serviceKey(timeline.responder);
    const ends = this.services.get(key);
    if (ends === undefined) this.services.set(key, [{ id, ...end }]);
    else ends.push({ id, ...end });
  }

  /** Of each service where a timer ended most of them: those, by idle time. */
  *byTimer(): Generator<IdleEnd[]> {
    for (const ends of this.services.values()) {
      const timed = alike(ends);
      if (timed.length > 0) yield timed;
    }
  }
}
