/** The keepalive settings of one side of a timeline. */
import { type ProbeLooks, profileOf, usualCount } from '../keepalive/profiles.ts';
import { type Settings, settingsOf } from '../keepalive/settings.ts';
import type { CountBounds } from '../keepalive/user-timeout.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { opposite } from '../tracking/rows.ts';
import { foreignProbes } from './middlebox-prober.ts';

/** The settings that a side's probes show; null where it never probed. */
export function settingsOfSide(timeline: Timeline, direction: 0 | 1): Settings | null {
  const { prober, probes } = timeline.sides[direction];
  if (prober === null || prober.probes === 0) return null;
  return settingsOf(probes, {
    gaveUp: timeline.gaveUp.find((one) => one.direction === direction) ?? null,
    handshake: timeline.handshake,
    firstTime: timeline.firstTime,
    midstream: timeline.midstream,
    peerSeen: timeline.sides[opposite(direction)].seen,
    peerReset: resetFrame(timeline, opposite(direction)),
  });
}

/** The same beside what other connections leave of the count; null: all of it. */
export function settingsBeside(settings: Settings, bounds: CountBounds | null): Settings {
  const { count } = settings;
  if (count === null || bounds === null) return settings;
  const { low, high } = bounds;
  if (!Number.isFinite(high)) return { ...settings, count: null };
  return {
    ...settings,
    count: { ...count, low: Math.min(count.low, low), high: Math.max(count.high, high) },
  };
}

function resetFrame({ reset, gaveUp }: Timeline, direction: 0 | 1): number {
  if (reset?.direction === direction) return reset.frame;
  return gaveUp.find((one) => one.direction === direction)?.frame ?? 0;
}

/** Whose defaults a side's settings are, by their numbers and what its probes look like; null where that is not plain. */
export function profileOfSide(timeline: Timeline, direction: 0 | 1, settings: Settings): string | null {
  if (foreignProbes(timeline, direction) !== null) return null;
  return profileOf(settings, looksOf(timeline, direction));
}

/** The count that goes with a side's idle time and interval in all known defaults; null where that is not plain. */
export function usualCountOfSide(timeline: Timeline, direction: 0 | 1, settings: Settings): number | null {
  return usualCount(settings, looksOf(timeline, direction));
}

function looksOf(timeline: Timeline, direction: 0 | 1): ProbeLooks {
  const { probes, usesTimestamps } = timeline.sides[direction];
  return {
    octets: probes.map(({ octets }) => octets),
    // Where the connection has none, their absence says nothing.
    timestamps: usesTimestamps ? probes.map(({ timestamps }) => timestamps) : [],
  };
}
