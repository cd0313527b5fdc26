/** How idle connections ended, by the service that they were to: a bounded number of them. */
import { alike } from './alike.ts';
import { serviceKey } from './endpoint-key.ts';
import { type IdleEnd, IdleEnds } from './idle-ends.ts';
import type { NotedConnection } from './population.ts';

const KEPT = 100_000;

export class EndsOfServices {
  private readonly ends: IdleEnds = new IdleEnds();
  /** Places in `ends`. */
  private readonly services: Map<number, number[]> = new Map();

  add({ id, timeline }: NotedConnection, end: Omit<IdleEnd, 'id'>): void {
    const { ends, services } = this;
    if (ends.count === KEPT) return;
    const place = ends.add({ id, ...end });
    const key = serviceKey(timeline.responder);
    const places = services.get(key);
    if (places === undefined) services.set(key, [place]);
    else places.push(place);
  }

  /** Of each service where a timer ended most of them: those, by idle time. */
  *byTimer(): Generator<IdleEnd[]> {
    const { ends, services } = this;
    for (const places of services.values()) {
      const timed = alike(places, (place) => ends.idle(place));
      if (timed.length > 0) yield timed.map((place) => ends.at(place));
    }
  }
}
