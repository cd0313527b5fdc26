/**
 * The correctness gate: no time is taken of a program that is wrong. keepscope's counts on the capture must be exactly
 * those that the generator kept while it wrote it, with one thread and with two, and in the event stream too.
 */
import { isDeepStrictEqual } from 'node:util';

import { outputOf } from './child.ts';
import { PROGRAM } from './contestants.ts';
import type { Truth } from './script.ts';

/** Throws, with both, where keepscope's report contradicts the truth. */
export async function passGate(file: string, truth: Truth): Promise<void> {
  for (const threads of ['1', '2']) compare(`--threads ${threads}`, await countsOf(file, threads), truth);
  const { probes, acknowledged } = truth;
  compare('--format events', await countEvents(file), { probes, acknowledged });
}

function compare(options: string, counted: Partial<Truth>, truth: Partial<Truth>): void {
  if (isDeepStrictEqual(counted, truth)) return;
  const [said, written] = [counted, truth].map((counts) => JSON.stringify(counts));
  throw new Error(`gate: keepscope ${options} counts ${said}, but the capture has ${written}`);
}

/** From the report as JSON, with one connection: the summary counts them all. */
async function countsOf(file: string, threads: string): Promise<Truth> {
  const options = ['--format', 'json', '--top', '1', '--threads', threads];
  const { captures, summary } = JSON.parse(await outputOf([process.execPath, PROGRAM, file, ...options]));
  const [{ frames, tcpSegments }] = captures;
  const { connections, probes, acknowledged } = summary;
  return { frames, tcpSegments, connections, probes, acknowledged };
}

/** A bare ACK answers a probe or is no event: so the keepalive ACKs are the probes that were acknowledged. */
async function countEvents(file: string): Promise<Pick<Truth, 'probes' | 'acknowledged'>> {
  const kinds = '/"kind":"probe"/ { p++ } /"kind":"keepalive-ack"/ { a++ } END { print p + 0, a + 0 }';
  const pipe = '"$0" "$1" "$2" --format events | awk "$3"';
  const output = await outputOf(['sh', '-c', pipe, process.execPath, PROGRAM, file, kinds]);
  const [probes = Number.NaN, acknowledged = Number.NaN] = output.split(' ').map(Number);
  return { probes, acknowledged };
}
