/**
 * The times of a text to moments. tcpdump prints a time of day (no option), seconds since 1970 (-tt), what has passed
 * since the line before (-ttt), a date and a time of day (-tttt), or what has passed since the first line (-ttttt);
 * tshark the like. Dates and times of day are those of a time zone that the text does not name: they are taken as UTC,
 * and a time of day without a date as one of 1 January 1970. A time of day that falls back by half a day has passed
 * midnight.
 */

/** A moment as whole seconds and nanoseconds: a float of nanoseconds since 1970 would not be exact. */
export interface Moment {
  seconds: number;
  nanoseconds: number;
}

const CLOCK = /^(-?)(?:(\d{4})[-/]([\d-]+)[ T])?(\d{1,4}):(\d\d):(\d\d)(?:[.,](\d{1,9})\d*)?/;
const SECONDS = /^(-?)(\d+)(?:[.,](\d{1,9})\d*)?/;
const DAY = 86_400;
/** Later values are seconds since 1970 (1973), earlier ones a span. */
const EPOCH_AT_LEAST = 1e8;
/** Seconds from 1970 that are no time any more: 30,000 years. */
const NEVER = 1e12;
/** Of so many steps at least a quarter backwards: no clock does that, but spans from line to line do. */
const STEPS_TO_TELL = 8;

/**
 * `instant`: seconds since 1970. `date-and-time`, `time-of-day`: of a time zone that is not named. `elapsed`: since the
 * first line, or the one before. `none`: there are none.
 */
export type TextClockKind = 'instant' | 'date-and-time' | 'time-of-day' | 'elapsed' | 'none';

export class TextClock {
  /** True: each time is what has passed since the line before. */
  private isSpan = false;
  private steps = 0;
  private backwards = 0;
  private day = 0;
  private last: Moment | null = null;
  private sum: Moment = { seconds: 0, nanoseconds: 0 };
  /** What the times of the text are, by the first of them. */
  kind: TextClockKind = 'none';

  /** Looks at the times to come, so that spans are known for what they are before the first of them is read. */
  foresee(texts: readonly string[]): void {
    if (this.steps >= STEPS_TO_TELL) return;
    let before = this.last;
    for (const text of texts) {
      const read = readTime(text);
      if (read === null || read.isDated) continue;
      const { moment } = read;
      if (before !== null) {
        this.steps++;
        const step = moment.seconds - before.seconds + (moment.nanoseconds - before.nanoseconds) / 1e9;
        if (step < 0 && step > -DAY / 2) this.backwards++;
      }
      before = moment;
    }
    this.isSpan = this.backwards > 0 && this.backwards * 4 >= this.steps;
  }

  /** The moment of the next line; null where the text is no time. */
  read(text: string): Moment | null {
    const read = readTime(text);
    if (read === null) return null;
    const { moment, isDated } = read;
    if (this.kind === 'none' || (this.isSpan && !isDated)) this.kind = kindOf(text, isDated, this.isSpan);
    if (isDated) return moment;
    if (this.isSpan) {
      this.sum = plus(this.sum, moment);
      this.last = moment;
      return this.sum;
    }
    const before = this.last;
    this.last = moment;
    if (before !== null && before.seconds < DAY && moment.seconds < DAY) {
      const step = moment.seconds - before.seconds;
      if (step < -DAY / 2) this.day++;
      else if (step > DAY / 2 && this.day > 0) this.day--;
    }
    this.sum = { seconds: moment.seconds + this.day * DAY, nanoseconds: moment.nanoseconds };
    return this.sum;
  }
}

function kindOf(text: string, isDated: boolean, isSpan: boolean): TextClockKind {
  if (!text.includes(':')) return isDated ? 'instant' : 'elapsed';
  if (isDated) return 'date-and-time';
  return isSpan || /^-?0+:00:00[.,]0+$/.test(text) ? 'elapsed' : 'time-of-day';
}

interface ReadTime {
  moment: Moment;
  isDated: boolean;
}

/** Null also for what only looks like a time: a month that no calendar has, more digits than a number can hold. */
function readTime(text: string): ReadTime | null {
  const read = readDigits(text);
  return read !== null && Math.abs(read.moment.seconds) < NEVER ? read : null;
}

function readDigits(text: string): ReadTime | null {
  const clock = CLOCK.exec(text);
  if (clock !== null) {
    const [, sign, year, date = '', hours, minutes, seconds, fraction] = clock;
    const sinceMidnight = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    const day = year === undefined ? 0 : dayOf(Number(year), date);
    const moment = { seconds: day + sinceMidnight, nanoseconds: nanosecondsOf(fraction) };
    return { moment: sign === '-' ? negative(moment) : moment, isDated: year !== undefined };
  }
  const plain = SECONDS.exec(text);
  if (plain === null) return null;
  const moment = { seconds: Number(plain[2]), nanoseconds: nanosecondsOf(plain[3]) };
  return {
    moment: plain[1] === '-' ? negative(moment) : moment,
    isDated: moment.seconds >= EPOCH_AT_LEAST,
  };
}

/** Seconds from 1970 to the day: `11-20` of the year, or `325`, its day (tshark -t adoy). */
function dayOf(year: number, date: string): number {
  const [month = 1, day] = date.split('-').map(Number);
  const milliseconds = day === undefined ? Date.UTC(year, 0, month) : Date.UTC(year, month - 1, day);
  return milliseconds / 1000;
}

function nanosecondsOf(fraction: string | undefined): number {
  return Number((fraction ?? '').padEnd(9, '0'));
}

function plus(one: Moment, other: Moment): Moment {
  const nanoseconds = one.nanoseconds + other.nanoseconds;
  const carry = Math.floor(nanoseconds / 1e9);
  return { seconds: one.seconds + other.seconds + carry, nanoseconds: nanoseconds - carry * 1e9 };
}

function negative({ seconds, nanoseconds }: Moment): Moment {
  return { seconds: -seconds, nanoseconds: -nanoseconds };
}
