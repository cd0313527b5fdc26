/** Times of a timeline as ISO 8601 in UTC with nanoseconds, the form of every time in a report. */

const BILLION = 1_000_000_000n;
/** What Date can say: years 0 to 9999 need no sign. */
const LATEST_SECOND = 253_402_300_799n;
const EARLIEST_SECOND = -62_167_219_200n;

/** `base`: ns since 1970 of the timeline's first frame; `time`: ns since then. Absurd times are held to years 0 to 9999. */
export function timeText(base: bigint, time: number): string {
  const nanoseconds = base + BigInt(Math.round(time));
  let fraction = nanoseconds % BILLION;
  if (fraction < 0n) fraction += BILLION;
  let seconds = (nanoseconds - fraction) / BILLION;
  if (seconds > LATEST_SECOND) seconds = LATEST_SECOND;
  if (seconds < EARLIEST_SECOND) seconds = EARLIEST_SECOND;
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${whole}.${fraction.toString().padStart(9, '0')}Z`;
}
