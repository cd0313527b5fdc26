/** What given settings come to, on a screen: detection, the longest silence, and what on a path survives that. */
import type { ProductCheck, SettingsCheck } from '../../advice/advice.ts';
import type { LimitCheck, LimitVerdict } from '../../advice/limit-check.ts';
import { MOST_PROBES, MOST_SECONDS } from '../../advice/recommendation.ts';
import { latestTiming, type TickRates } from '../../advice/timing.ts';
import { HALF_CLOSED_ONLY } from '../../diagnosis/middleboxes.ts';
import type { Severity } from '../model.ts';
import type { ScreenOptions } from '../paint.ts';
import { wrappedText } from '../wrapped-text.ts';
import { productText } from './recommendation-text.ts';
import {
  askedText,
  detectionText,
  latestText,
  marginText,
  ratesText,
  settingsText,
  timingRows,
} from './settings-lines.ts';
import { snippetLines } from './snippet-lines.ts';

/** The lines of the screen. */
export function checkLines(result: SettingsCheck, screen: ScreenOptions): string[] {
  const { settings, question, products, snippets } = result;
  const { columns, paint } = screen;
  return [
    paint.bold(settingsText(settings)),
    '',
    ...answers(result).flatMap(([severity, text]) => [
      ...wrappedText(text, '- ', columns).map((line, at) =>
        at === 0 ? firstPainted(line, severity, screen) : line,
      ),
    ]),
    '',
    ...timingRows(settings, question.rates, paint),
    '',
    'Known idle timeouts on a path:',
    ...productLines(products, question.rates, screen),
    ...(snippets.length === 0 ? [] : snippetLines(snippets, settings, screen)),
  ];
}

/** The sentences, with what they mean for what was asked. */
function answers({ settings, question, check }: SettingsCheck): [severity: Severity | null, text: string][] {
  const { rates, detection, product } = question;
  const { giveUp, firstProbe, secondProbe } = latestTiming(settings, rates);
  const lines: [Severity | null, string][] = [
    [null, detectionText(settings, rates)],
    [
      null,
      `The longest silence on the path is ${latestText(firstProbe)}, or ${latestText(secondProbe)} if one probe is lost.`,
    ],
  ];
  if (settings.idle > MOST_SECONDS || settings.interval > MOST_SECONDS || settings.count > MOST_PROBES) {
    lines.push([
      'warning',
      `No: sockets take at most ${MOST_SECONDS} s and ${MOST_PROBES} probes; only the sysctls take more.`,
    ]);
  }
  if (check !== null) {
    const source = product === null ? '' : ` The timeout: ${productText(product)}.`;
    lines.push([SEVERITY[check.verdict], `${limitText(check)}${source}`]);
  }
  if (detection !== null) {
    const isInTime = giveUp <= detection;
    lines.push([
      isInTime ? 'info' : 'warning',
      `${isInTime ? 'In time' : 'Too slow'} for a dead peer to be noticed within ${askedText(detection)}.`,
    ]);
  }
  return lines;
}

/** The first word or two say the answer. */
function firstPainted(line: string, severity: Severity | null, { paint }: ScreenOptions): string {
  if (severity === null) return line;
  return line.replace(/(?<=^- )(Safe|In time|Too slow|Marginal|Fragile|No)\b/, (word) =>
    paint.severity(severity, word),
  );
}

const SEVERITY: Readonly<Record<LimitVerdict, Severity>> = {
  safe: 'info',
  fragile: 'warning',
  marginal: 'warning',
  'too-slow': 'error',
  'not-counted': 'error',
};

/** Whether the settings do for a limit, in a sentence or two. */
export function limitText(check: LimitCheck): string {
  const { limit, verdict, margin, marginAfterLoss, lateRates, lateRatesAfterLoss } = check;
  switch (verdict) {
    case 'safe':
      return `Safe for an idle timeout of ${limit} s: with one probe lost ${marginText(marginAfterLoss)} are to spare.`;
    case 'fragile':
      return `Fragile for an idle timeout of ${limit} s: ${marginText(margin)} to spare as long as every probe arrives; if one is lost, the next may be ${latestText(-marginAfterLoss)} too late (${ratesText(lateRatesAfterLoss)}). keepscope advise --limit ${limit} says what to set.`;
    case 'marginal':
      return `Marginal for an idle timeout of ${limit} s: the settings are shorter, but a kernel of ${ratesText(lateRates)} may send the probe up to ${latestText(-margin)} too late. keepscope advise --limit ${limit} says what to set.`;
    case 'too-slow':
      return `Too slow for an idle timeout of ${limit} s: the connection is forgotten before the first probe. keepscope advise --limit ${limit} says what to set.`;
    case 'not-counted':
      return `No keepalive counts for this timeout of ${limit} s: what has it ends TCP connections itself and counts data only.`;
  }
}

const GROUPS: readonly [verdict: LimitVerdict, heading: string][] = [
  ['safe', 'survived'],
  ['fragile', 'survived unless a probe is lost'],
  ['marginal', 'not survived where timers are late'],
  ['too-slow', 'not survived'],
  ['not-counted', 'probes do not count'],
];

function productLines(
  products: readonly ProductCheck[],
  rates: TickRates,
  { columns, paint }: ScreenOptions,
): string[] {
  return GROUPS.flatMap(([verdict, heading]) => {
    const members = products.filter(({ check }) => check.verdict === verdict);
    if (members.length === 0) return [];
    const names = members.map(({ product, check }) => {
      const { lateRates } = check;
      const isOnSome = verdict === 'marginal' && lateRates.length < rates.length;
      const late = isOnSome ? ` at ${ratesText(lateRates)}` : '';
      const scope = product.name === HALF_CLOSED_ONLY ? ', half-closed only' : '';
      return `${product.name} (${product.seconds} s${late}${scope})`;
    });
    return [`  ${paint.severity(SEVERITY[verdict], heading)}`, ...wrappedItems(names, '    ', columns)];
  });
}

/** A list that breaks between its items only. */
function wrappedItems(items: readonly string[], indent: string, columns: number): string[] {
  const lines: string[] = [];
  for (const [at, item] of items.entries()) {
    const text = at < items.length - 1 ? `${item},` : item;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + text.length <= columns)
      lines[lines.length - 1] = `${last} ${text}`;
    else lines.push(indent + text);
  }
  return lines;
}
