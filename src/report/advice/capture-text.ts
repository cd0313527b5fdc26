/** What to change after a capture, on a screen: one piece of advice a place, with what was observed and what proves it. */
import type { Role as Side } from '../../advice/observed.ts';
import type { FilledSnippet } from '../../advice/snippets/catalogue.ts';
import { latestTiming, type TickRates } from '../../advice/timing.ts';
import { captureLines } from '../capture-lines.ts';
import { roughDuration } from '../duration.ts';
import { endpointText } from '../endpoint-text.ts';
import type { Examination } from '../examination.ts';
import { evidenceLines } from '../finding-lines.ts';
import type { ConnectionReport } from '../model.ts';
import type { ScreenOptions } from '../paint.ts';
import { plainText } from '../plain-text.ts';
import { quantity } from '../quantity.ts';
import { longSettings } from '../settings-text.ts';
import { wrappedText } from '../wrapped-text.ts';
import { type Advice, type Reason, reasonOf } from './change-reason.ts';
import { CHANGE_WORDS, limitWords } from './change-words.ts';
import { latestText, settingsText } from './settings-lines.ts';
import { snippetLines } from './snippet-lines.ts';

/** Pieces of advice that a screen shows; JSON has all. */
const SHOWN = 10;
const INDENT = '    ';
const SIDES: readonly Side[] = ['originator', 'responder'];

/** The lines of the screen. */
export function captureAdviceLines(
  { captures }: Pick<Examination, 'captures'>,
  advice: readonly Advice[],
  snippets: readonly FilledSnippet[],
  rates: TickRates,
  screen: ScreenOptions,
): string[] {
  const { columns } = screen;
  const changes = advice.filter(({ code }) => code !== null);
  const kept = advice.filter(({ code }) => code === null);
  const [first] = changes.flatMap(({ settings }) => settings ?? []);
  return [
    ...captureLines(captures, columns),
    ...(advice.length === 0 ? ['no TCP connections'] : []),
    ...(changes.length === 0 && advice.length > 0 ? ['', 'Nothing to change.'] : []),
    ...changes
      .slice(0, SHOWN)
      .flatMap((one, at) => ['', ...changeLines(one, at + 1, captures, rates, screen)]),
    ...more(changes, 'piece of advice', 'pieces of advice'),
    ...(kept.length === 0 ? [] : ['', screen.paint.bold('No change:')]),
    ...kept.slice(0, SHOWN).flatMap((one) => keptLines(one, screen)),
    ...more(kept, 'group of connections', 'groups of connections'),
    ...(first !== undefined && snippets.length > 0 ? snippetLines(snippets, first, screen) : []),
    ...(first !== undefined && snippets.length === 0
      ? ['', ...wrappedText('Snippets that set it: add --for c, python, node, ... or all.', '', columns)]
      : []),
  ];
}

function changeLines(
  advice: Advice,
  number: number,
  captures: Examination['captures'],
  rates: TickRates,
  { columns, paint }: ScreenOptions,
): string[] {
  const { code, example } = advice;
  const reason = reasonOf(advice, rates);
  if (code === null || reason === null) return [];
  const { severity, title } = CHANGE_WORDS[code];
  const [head = '', ...rest] = wrappedText(`${title} ${placeText(advice)}`, ` ${number}. `, columns);
  return [
    head.replace(title, paint.severity(severity, title)),
    ...rest,
    ...labelled('who', whoText(advice), columns),
    ...observedLines(example, columns),
    ...labelled('why', reason.summary, columns),
    ...evidenceLines(shortened(reason), captures, `${INDENT}     `, columns),
    ...labelled('set', setText(advice, rates), columns),
  ];
}

/** Where: the side and its hosts. */
function placeText({ side, isEither, hosts, hostCount }: Advice): string {
  const [host = ''] = hosts;
  const name =
    hostCount === 1
      ? `on the ${side}, ${plainText(host)}`
      : `on the ${side}s, ${quantity(hostCount, 'host')}`;
  return isEither ? `${name} (the other side would do as well)` : name;
}

function whoText({ connectionCount, example, connections, responderCount }: Advice): string {
  const service =
    responderCount === 1
      ? `to ${endpointText(example.responder)}`
      : `to ${responderCount} responders, the first ${endpointText(example.responder)}`;
  const ids = connections.slice(0, 5).join(', ');
  const numbers = connectionCount > 5 ? `${ids}, ...` : ids;
  return `${quantity(connectionCount, 'connection')} ${service} (${connectionCount === 1 ? 'number' : 'numbers'} ${numbers})`;
}

/** What was seen of each side; of the first connection, where they are several. */
function observedLines({ keepalive }: ConnectionReport, columns: number): string[] {
  return SIDES.flatMap((side, at) => {
    const seen = keepalive[side];
    return labelled(
      at === 0 ? 'seen' : '',
      `${side}: ${seen === null ? 'no probe' : longSettings(seen)}`,
      columns,
    );
  });
}

function setText({ code, settings, limit }: Advice, rates: TickRates): string {
  if (code === null) return '';
  const { says } = CHANGE_WORDS[code];
  if (says !== null) return says;
  if (settings === null || limit === null)
    return 'No keepalive is fast enough: use heartbeats of the application.';
  const { secondProbe } = latestTiming(settings, rates);
  return `${settingsText(settings)}: ${limitWords(limit)}. If a probe is lost, the next leaves after ${latestText(secondProbe)} at the latest.`;
}

function keptLines(advice: Advice, { columns }: ScreenOptions): string[] {
  const { example } = advice;
  const sides = SIDES.flatMap((side) => {
    const seen = example.keepalive[side];
    return seen === null ? [] : [`${side} ${longSettings(seen)}`];
  });
  const silence = `no probe, and no silence that shows a lack of it (longest ${roughDuration(example.longestSilenceSeconds)})`;
  return wrappedText(`${whoText(advice)}: ${sides.length === 0 ? silence : sides.join('; ')}`, '  ', columns);
}

/** Enough to look at: the whole list is in the report. */
function shortened({ evidence, counterEvidence }: Reason): Omit<Reason, 'summary'> {
  return { evidence: evidence.slice(0, 3), counterEvidence: counterEvidence.slice(0, 1) };
}

function labelled(label: string, text: string, columns: number): string[] {
  return wrappedText(text, `${INDENT}${label.padEnd(5)}`, columns);
}

function more(advice: readonly Advice[], noun: string, plural: string): string[] {
  const rest = advice.length - SHOWN;
  return rest > 0
    ? ['', `... and ${quantity(rest, `more ${noun}`, `more ${plural}`)} (--format json has all)`]
    : [];
}
