/** Snippets as they are given out: under a heading each, never broken into lines, to be copied as they are. */
import type { FilledSnippet } from '../../advice/snippets/catalogue.ts';
import { SNIPPETS } from '../../advice/snippets/catalogue.ts';
import type { KeepaliveSettings } from '../../advice/timing.ts';
import { nominalDetection } from '../../advice/timing.ts';
import { fullDuration } from '../duration.ts';
import type { ScreenOptions } from '../paint.ts';
import { wrappedText } from '../wrapped-text.ts';
import { settingsText } from './settings-lines.ts';

/** All of them, and which others there are. `wanted`: what was to be put in force. */
export function snippetLines(
  snippets: readonly FilledSnippet[],
  wanted: KeepaliveSettings,
  { columns, paint }: ScreenOptions,
): string[] {
  const lines = snippets.flatMap(({ snippet, text, settings, isEnough }) => [
    '',
    paint.bold(`${snippet.name}: ${snippet.title}`),
    ...notes(settings, wanted, isEnough).flatMap((note) => wrappedText(note, '', columns)),
    '',
    ...text.split('\n'),
  ]);
  const others = SNIPPETS.filter((one) => !snippets.some(({ snippet }) => snippet === one));
  if (others.length === 0) return lines;
  const names = others.map(({ name }) => name).join(', ');
  return [...lines, '', ...wrappedText(`More with --for: ${names}, or all.`, '', columns)];
}

function notes(settings: KeepaliveSettings, wanted: KeepaliveSettings, isEnough: boolean): string[] {
  const { idle, interval, count } = settings;
  const isAsWanted = idle === wanted.idle && interval === wanted.interval && count === wanted.count;
  const differs = `In force are ${settingsText(settings)}: a dead peer is noticed after ${fullDuration(nominalDetection(settings))}.`;
  return [
    ...(isAsWanted ? [] : [differs]),
    ...(isEnough ? [] : ['That is not enough for what was asked for, and it has no other values.']),
  ];
}
