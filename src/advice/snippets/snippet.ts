/**
 * A piece of configuration or code that puts settings in force. What has to be known about it stands in its comments:
 * they are copied along with it.
 */
import type { KeepaliveSettings } from '../timing.ts';

export interface Snippet {
  /** What --for takes. */
  name: string;
  title: string;
  /** Other names that people type. */
  aliases: readonly string[];
  /** Where its names and units stand, with the version. */
  source: string;
  /** What the text puts in force, where the program has values of its own; null: what was asked for. */
  inForce: ((settings: KeepaliveSettings) => KeepaliveSettings) | null;
  /** Whether it is a heartbeat of the application in place of TCP keepalive. */
  isHeartbeat: boolean;
  /** Lines, without a last line feed. */
  text(settings: KeepaliveSettings): string;
}

/** A snippet with what most of them have in common filled in. */
export function snippet(
  name: string,
  title: string,
  rest: Pick<Snippet, 'source' | 'text'> & Partial<Snippet>,
): Snippet {
  return { name, title, aliases: [], inForce: null, isHeartbeat: false, ...rest };
}

/** Milliseconds, for what counts in them. */
export function milliseconds(seconds: number): number {
  return seconds * 1000;
}
