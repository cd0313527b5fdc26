/** What a live capture tells of itself, in one line each. Whoever writes the line puts the time before it. */
import type { EngineEnd, LiveNotice } from '../capture/live/notice.ts';
import { quantity } from './quantity.ts';

/** The notice as a clause, without a full stop. */
export function liveNoticeText(notice: LiveNotice): string {
  const { interface: name } = notice;
  switch (notice.code) {
    case 'engine-started':
      return `${notice.engine} captures on ${name}`;
    case 'engine-ended':
      return `${notice.engine} ended${why(notice.end)}${next(notice.restartAfter)}`;
    case 'engine-passed-over':
      return `${notice.engine} cannot capture here${why(notice.end)}; the next engine is tried`;
    case 'gave-up':
      return `${notice.engine} ended ${notice.ends} times within ${notice.withinSeconds} s; it is not started again`;
    case 'frames-dropped':
      return `${notice.engine} dropped ${quantity(notice.count, 'frame')} that came faster than they were read`;
    case 'interface-gone':
      return `${name} is gone; all connections are kept until it is back`;
    case 'interface-back':
      return `${name} is back`;
    case 'interface-down':
      return `${name} is down; all connections are kept until it is up`;
    case 'interface-up':
      return `${name} is up again`;
    case 'carrier-lost':
      return `${name} has no carrier: its link is cut, or its other end is down`;
    case 'carrier-back':
      return `${name} has carrier again`;
  }
}

function why({ complaint, line, signal, status }: EngineEnd): string {
  if (complaint === 'interface-gone' || complaint === 'interface-down') return ' with the interface';
  if (line !== '') return `: ${line}`;
  return signal === null ? ` with status ${status}` : ` by ${signal}`;
}

function next(restartAfter: number | null): string {
  return restartAfter === null ? '' : `; started again in ${restartAfter} s`;
}
