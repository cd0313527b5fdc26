/** Times of a timeline as ISO 8601 in UTC with nanoseconds, the form of every time in a report. */

const BILLION = 1_000_000_000n;
/** What Date can say: years 0 to 9999 need no sign. */
const LATEST_SECOND = 253_402_300_799;
const EARLIEST_SECOND = -62_167_219_200;
const DAY = 86_400;

/** `base`: ns since 1970 of the timeline's first frame; `time`: ns since then. Absurd times are held to years 0 to 9999. */
export function timeText(base: bigint, time: number): string {
  const nanoseconds = base + BigInt(Math.round(time));
  let fraction = nanoseconds % BILLION;
  if (fraction < 0n) fraction += BILLION;
  const whole = Number((nanoseconds - fraction) / BILLION);
  const seconds = Math.max(EARLIEST_SECOND, Math.min(LATEST_SECOND, whole));
  const day = Math.floor(seconds / DAY);
  const second = seconds - day * DAY;
  const clock = `${twoDigits(second / 3600)}:${twoDigits((second / 60) % 60)}:${twoDigits(second % 60)}`;
  return `${dateText(day)}T${clock}.${String(fraction).padStart(9, '0')}Z`;
}

/** The day that was asked for last: most times of a capture are of one day, and Date takes long to say it. */
const latest = { day: Number.NaN, text: '' };

/** `day`: since 1970. */
function dateText(day: number): string {
  if (day !== latest.day) {
    latest.day = day;
    latest.text = new Date(day * DAY * 1000).toISOString().slice(0, 10);
  }
  return latest.text;
}

function twoDigits(value: number): string {
  const whole = Math.floor(value);
  return whole < 10 ? `0${whole}` : String(whole);
}
