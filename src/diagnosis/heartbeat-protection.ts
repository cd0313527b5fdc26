/** Whether heartbeats of the application hold an idle connection, as far as their rhythm tells. */
import type { Timeline } from '../timeline/timeline.ts';

/** One heartbeat may be late or lost. */
const PERIODS = 2;
/** Of an agreed time, in which nothing but the heartbeat need be sent: what a broker allows. */
const AGREED_TIMES = 1.5;

/** The longest silence that heartbeats leave, ns; 0 where there are none. */
export function longestProtectedSilence({ heartbeats }: Timeline): number {
  let longest = 0;
  for (const { period } of heartbeats.beats) longest = Math.max(longest, PERIODS * (period ?? 0));
  for (const { time } of heartbeats.agreements) longest = Math.max(longest, AGREED_TIMES * time);
  return longest;
}
