/** What was read, in a line a capture, and below it what is wrong with it or was left out. */
import { captureSpan } from './capture-span.ts';
import { roughDuration } from './duration.ts';
import type { CaptureReport } from './model.ts';
import { plainText } from './plain-text.ts';
import { grouped, quantity } from './quantity.ts';
import { wrappedText } from './wrapped-text.ts';

/** With more captures than this only those with something wrong get their own lines. */
export const LISTED_CAPTURES = 8;

const LINK_TYPES: Readonly<Record<string, string>> = {
  NULL: 'BSD loopback',
  LOOP: 'OpenBSD loopback',
  ETHERNET: 'Ethernet',
  RAW: 'raw IP',
  IPV4: 'raw IPv4',
  IPV6: 'raw IPv6',
  LINUX_SLL: 'Linux cooked',
  LINUX_SLL2: 'Linux cooked v2',
  IEEE802_11: '802.11',
  IEEE802_11_RADIOTAP: '802.11 radiotap',
  PPP: 'PPP',
};

/** The lines about all captures. */
export function captureLines(captures: readonly CaptureReport[], columns: number): string[] {
  if (captures.length <= LISTED_CAPTURES) return captures.flatMap((capture) => linesOf(capture, columns));
  const troubled = captures.filter(isTroubled);
  return [
    [quantity(captures.length, 'capture'), ...amounts(captures)].join(', '),
    ...troubled.slice(0, LISTED_CAPTURES).flatMap((capture) => linesOf(capture, columns)),
    ...(troubled.length > LISTED_CAPTURES
      ? [`... and ${quantity(troubled.length - LISTED_CAPTURES, 'more capture')} with anomalies`]
      : []),
  ];
}

/** How a capture is called in prose: its path, made harmless. */
export function captureName(capture: CaptureReport): string {
  return capture.path === '-' ? 'standard input' : plainText(capture.path);
}

/** What a capture is and holds: `pcap, Ethernet, 31 frames, 31 TCP segments, 2 min 39 s`. */
export function captureFacts(capture: CaptureReport): string {
  return [
    capture.format,
    ...(capture.compression === null ? [] : [capture.compression]),
    ...capture.linkTypes.map((name) => LINK_TYPES[name] ?? plainText(name)),
    ...amounts([capture]),
  ].join(', ');
}

/** Whether something is wrong with it. */
export function isTroubled(capture: CaptureReport): boolean {
  return troublesOf(capture).length > 0;
}

/** What is wrong with a capture, and what was left out of it. */
export function captureNotes(capture: CaptureReport): string[] {
  return [...troublesOf(capture), ...leftOut(capture)];
}

function linesOf(capture: CaptureReport, columns: number): string[] {
  const facts = captureFacts(capture);
  const name = captureName(capture);
  const line = `${name}: ${facts}`;
  const first = line.length <= columns ? [line] : [`${name}:`, ...wrappedText(facts, '  ', columns)];
  return [...first, ...captureNotes(capture).flatMap((note) => wrappedText(note, '  ', columns))];
}

function troublesOf(capture: CaptureReport): string[] {
  const troubles: string[] = [];
  if (capture.anomalies.some(({ code }) => code === 'reading-interrupted'))
    troubles.push('partial: reading was interrupted; this covers what was read until then');
  else if (!capture.complete)
    troubles.push('incomplete: cut short or broken; everything before the fault is reported');
  if (capture.anomalies.length > 0) troubles.push(`anomalies: ${capture.anomalies.map(counted).join(', ')}`);
  if (capture.dropped !== null && capture.dropped > 0) {
    troubles.push(`${quantity(capture.dropped, 'frame')} lost by the capturing host: silence may be loss`);
  }
  return troubles;
}

/** Frames without TCP: worth saying of one capture, but nothing is wrong with it. */
function leftOut({ skipped }: CaptureReport): string[] {
  const counts = skipped.map(({ code, count }) => `${grouped(count)} ${plainText(code)}`);
  return counts.length === 0 ? [] : [`left out: ${counts.join(', ')}`];
}

function counted({ code, count, firstFrame }: CaptureReport['anomalies'][number]): string {
  return count === 1
    ? `${plainText(code)} (frame ${grouped(firstFrame)})`
    : `${grouped(count)} ${plainText(code)} (first at frame ${grouped(firstFrame)})`;
}

function amounts(captures: readonly CaptureReport[]): string[] {
  const frames = captures.reduce((sum, capture) => sum + capture.frames, 0);
  const segments = captures.reduce((sum, capture) => sum + capture.tcpSegments, 0);
  const texts = [quantity(frames, 'frame'), quantity(segments, 'TCP segment')];
  const span = captureSpan(captures);
  return span === null ? texts : [...texts, roughDuration(Number(span.last - span.first) / 1e9)];
}
