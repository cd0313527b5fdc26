/** What to set, on a screen: the settings, why they do, and snippets that set them. */
import type { SettingsAdvice } from '../../advice/advice.ts';
import { leastDetection, leastLimit, MOST_SECONDS } from '../../advice/recommendation.ts';
import { latestTiming, nominalDetection } from '../../advice/timing.ts';
import type { Middlebox } from '../../diagnosis/middleboxes.ts';
import type { ScreenOptions } from '../paint.ts';
import { wrappedText } from '../wrapped-text.ts';
import {
  askedText,
  detectionText,
  latestText,
  marginText,
  settingsText,
  timingRows,
} from './settings-lines.ts';
import { snippetLines } from './snippet-lines.ts';

/** The lines of the screen. */
export function recommendationLines(advice: SettingsAdvice, screen: ScreenOptions): string[] {
  const { recommendation, snippets, question } = advice;
  const { columns, paint } = screen;
  const heading = wrappedText(purposeText(advice), '', columns);
  if (recommendation === null) return [...heading, '', ...wrappedText(impossibleText(advice), '', columns)];
  const { settings } = recommendation;
  return [
    ...heading,
    '',
    `  ${paint.bold(settingsText(settings))}`,
    '',
    ...sentences(advice).flatMap((text) => wrappedText(text, '- ', columns)),
    '',
    ...timingRows(settings, question.rates, paint),
    ...snippetLines(snippets, settings, screen),
  ];
}

/** `An idle timeout of 350 s on the path (aws-nlb, AWS NLB listener): ...`. */
function purposeText({ question, isAssumed }: SettingsAdvice): string {
  const { limit, product, detection } = question;
  const detected = detection === null ? null : `a dead peer noticed within ${askedText(detection)}`;
  if (limit === null) return `For ${detected}:`;
  if (isAssumed) {
    return `For a path of which nothing is known: ${limit} s is the shortest idle timeout of the known middleboxes for which keepalive counts. --middlebox or --limit names another.`;
  }
  const path = `an idle timeout of ${limit} s${product === null ? '' : ` (${productText(product)})`}`;
  return `For ${path}${detected === null ? '' : `, and ${detected}`}:`;
}

/** Whose timeout it is, and where that was read. */
export function productText({ name, title, source, read }: Middlebox): string {
  return read === 'unconfirmed'
    ? `${name}: ${title}, commonly known, no source read`
    : `${name}: ${title}, by ${source}, read ${read}`;
}

function sentences({ question, recommendation }: SettingsAdvice): string[] {
  if (recommendation === null) return [];
  const { settings, largestIdle } = recommendation;
  const { limit, rates } = question;
  const { secondProbe } = latestTiming(settings, rates);
  const kernels = rates.length === 1 ? `a kernel of ${rates[0]} Hz` : 'every kernel';
  const largest =
    largestIdle >= MOST_SECONDS
      ? []
      : [`The largest idle time that does with this interval, one lost probe allowed, is ${largestIdle} s.`];
  return [
    ...(limit === null
      ? []
      : [
          `If a probe is lost, the next one leaves ${latestText(secondProbe)} after the last answer at the latest: in time on ${kernels}, with ${marginText(limit - secondProbe)} to spare.`,
          ...largest,
        ]),
    detectionText(settings, rates),
    `Keepalive does not run while data is unacknowledged; for that, set TCP_USER_TIMEOUT as well (${nominalDetection(settings) * 1000} ms): it then decides in place of the count.`,
  ];
}

function impossibleText({ question }: SettingsAdvice): string {
  const { limit, detection, product, rates } = question;
  if (product?.expiry === 'close') {
    return `${product.title} ends TCP connections itself and counts data only: no keepalive setting helps. Send heartbeats of the application at least every ${Math.max(1, Math.floor(product.seconds / 2))} s, or raise its timeout.`;
  }
  if (limit !== null && limit <= leastLimit(rates)) {
    return `No keepalive is in time: it knows whole seconds, and with one probe lost the next one leaves after ${latestText(leastLimit(rates))} at the latest. Send heartbeats of the application.`;
  }
  if (detection !== null && detection < leastDetection(rates)) {
    return `No keepalive is that fast: it knows whole seconds, one lost probe is no death, and so it takes ${latestText(leastDetection(rates))}. Use heartbeats of the application.`;
  }
  return 'No whole seconds do both.';
}
