/** All snippets, by the names that --for takes. */
import { isEnough, type Wanted } from '../recommendation.ts';
import type { KeepaliveSettings, TickRates } from '../timing.ts';
import { KERNELS } from './kernels.ts';
import { LANGUAGES } from './languages.ts';
import { SERVERS } from './servers.ts';
import type { Snippet } from './snippet.ts';

const [sysctl, ...otherKernels] = KERNELS;

/** In the order of the help: what everyone needs first. */
export const SNIPPETS: readonly Snippet[] = [
  ...(sysctl === undefined ? [] : [sysctl]),
  ...LANGUAGES,
  ...SERVERS,
  ...otherKernels,
];

/** A snippet as it is given out. */
export interface FilledSnippet {
  snippet: Snippet;
  text: string;
  /** What it puts in force: not always what was asked for. */
  settings: KeepaliveSettings;
  /** Whether what it puts in force is in time for what was wanted. */
  isEnough: boolean;
}

/** The snippet of a name or an alias; null where there is none. */
export function snippetOf(name: string): Snippet | null {
  return SNIPPETS.find((one) => one.name === name || one.aliases.includes(name)) ?? null;
}

/**
 * The snippet with the values in it. Where the program has values of its own that make it too late for what is wanted,
 * the idle time is shortened until it is not.
 */
export function filled(
  snippet: Snippet,
  wanted: KeepaliveSettings,
  goals: Wanted,
  rates: TickRates,
): FilledSnippet {
  const { inForce } = snippet;
  if (inForce === null)
    return {
      snippet,
      text: snippet.text(wanted),
      settings: wanted,
      isEnough: isEnough(wanted, goals, rates),
    };
  let asked = wanted;
  while (asked.idle > 1 && !isEnough(inForce(asked), goals, rates))
    asked = { ...asked, idle: Math.max(1, asked.idle - stepOf(asked.idle)) };
  // Where nothing helps, rather what was asked for than a probe a second.
  if (!isEnough(inForce(asked), goals, rates)) asked = wanted;
  const settings = inForce(asked);
  return { snippet, text: snippet.text(asked), settings, isEnough: isEnough(settings, goals, rates) };
}

function stepOf(idle: number): number {
  return idle > 120 ? 30 : idle > 10 ? 5 : 1;
}
