/** Classified frames as NDJSON: one EventRecord a line, compact, in the order of the capture. */
import type { EventRecord } from './model.ts';

/** The line of each event, as it comes. */
export async function* renderEvents(events: AsyncIterable<EventRecord>): AsyncGenerator<string> {
  for await (const event of events) yield `${JSON.stringify(event)}\n`;
}
