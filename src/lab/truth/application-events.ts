/** The journal as lines of the truth: what was done, and what calls returned, in the order of time. */
import { callText, resultText } from '../call-text.ts';
import type { Journal } from '../journal.ts';

/** Every event, and every call that ended. Seconds since 1970. */
export function eventsOf({ calls, events }: Journal): [at: number, says: string][] {
  const ended = calls.flatMap((entry): [number, string][] =>
    entry.result === null
      ? []
      : [[entry.result.endedAt, `${entry.actor}: ${callText(entry)}: ${resultText(entry)}`]],
  );
  return [
    ...ended,
    ...events.map(({ at, who, text, result }): [number, string] => [
      at,
      `${who} ${text}${result === null ? '' : `: ${result}`}`,
    ]),
  ].sort(([one], [other]) => one - other);
}
