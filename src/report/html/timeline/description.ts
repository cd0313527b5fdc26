/** A timeline in words, for who cannot see it, and each mark in a line. */
import { preciseDuration, roughDuration } from '../../duration.ts';
import type { ConnectionReport } from '../../model.ts';
import { grouped, quantity } from '../../quantity.ts';
import { burstText, segmentLabel, segmentMeaning } from '../../trace-ladder.ts';
import type { CaptureNames } from '../embedded.ts';
import type { Mark } from './marks.ts';

/** What the picture of a connection shows, in a few sentences. */
export function timelineDescription(connection: TimelineFacts): string {
  const { id, durationSeconds, segments, keepalive, longestIdleSeconds, verdict } = connection;
  const probes = (['originator', 'responder'] as const).flatMap((side) => {
    const prober = keepalive[side];
    if (prober === null) return [];
    const counts = `${quantity(prober.probes, 'probe')} of the ${side}, ${grouped(prober.acknowledged)} acknowledged`;
    return prober.unanswered === 0 ? [counts] : [`${counts}, ${grouped(prober.unanswered)} unanswered`];
  });
  return [
    `Timeline of connection ${id}: ${quantity(segments, 'segment')} in ${roughDuration(durationSeconds)}.`,
    `${probes.length === 0 ? 'No keepalive probes' : probes.join('; ')}.`,
    `Longest idle gap ${roughDuration(longestIdleSeconds)}.`,
    verdict.summary,
  ].join(' ');
}

type TimelineFacts = Pick<
  ConnectionReport,
  'id' | 'durationSeconds' | 'segments' | 'keepalive' | 'longestIdleSeconds' | 'verdict'
>;

/** `frame 28, 12:31:57.787226, 10.240 s later, originator: probe 2, no answer`. */
export function markText(mark: Mark, captures: CaptureNames): string {
  if (mark.type === 'omitted') return `${quantity(mark.entries, 'entry', 'entries')} left out here`;
  const { since, what, who } = markParts(mark);
  const origin = captures.length > 1 ? captures[mark.capture] : undefined;
  const place = origin === undefined ? '' : ` of ${origin}`;
  const sender = who === '' ? '' : `${who}: `;
  return `${framesText(mark)}${place}, ${timeOfDay(mark)}${since === '' ? '' : `, ${since} later`}, ${sender}${what}`;
}

/** The cells of a mark in a list of frames. */
export function markParts(mark: Exclude<Mark, { type: 'omitted' }>): {
  since: string;
  who: string;
  what: string;
} {
  const since = mark.sinceSeconds === null ? '' : preciseDuration(mark.sinceSeconds);
  if (mark.type === 'burst') return { since, who: '', what: burstText(mark, true) };
  const [, meaning] = segmentMeaning(mark);
  const label = segmentLabel(mark);
  return { since, who: mark.from, what: meaning === '' ? label : `${label}, ${meaning}` };
}

/** `frame 28`, `frames 5 to 12`. */
export function framesText(mark: Exclude<Mark, { type: 'omitted' }>): string {
  return mark.type === 'burst' ? `frames ${mark.frame} to ${mark.lastFrame}` : `frame ${mark.frame}`;
}

/** `12:31:57.787226`. */
export function timeOfDay({ at }: { at: string }): string {
  return at.slice(11, 26);
}
