/** What is said of one capture and who read it, on the terminal and on the page. */
import type { Heat } from './cases.ts';
import type { HeatResult } from './competition.ts';
import { KEEPSCOPE, REFERENCE } from './contestants.ts';
import { medianOf, type Row, tableOf, wholeText } from './table.ts';

/** All who are compared with keepscope, in the order of the columns. */
const PEERS: readonly string[] = [REFERENCE, 'cat | wc -c', 'pcap-parser', 'tcptrace', 'tshark'];

export function describeHeat({ mix, frames, connections, ipv6, snaplen, format }: Heat): string {
  const kept = snaplen === 1514 ? 'whole frames of up to 1,500 octets of IP' : `snaplen ${snaplen}`;
  return (
    `${wholeText(frames)} frames, ${wholeText(connections)} connections, mix ${mix}, ` +
    `${ipv6 ? 'IPv6' : 'IPv4'}, ${kept}, ${format}`
  );
}

export function tableOfHeat({ rows, truth, octets }: HeatResult): string[][] {
  return tableOf(rows, PEERS, { frames: truth.frames, octets });
}

/** What was written, and counted right. */
export function describeMeasured({ truth, octets }: HeatResult): string {
  const { tcpSegments, probes, acknowledged } = truth;
  return (
    `${wholeText(octets / 1e6)} MB. Gate passed: ${wholeText(tcpSegments)} TCP segments, ` +
    `${wholeText(probes)} probes, ${wholeText(acknowledged)} of them acknowledged.`
  );
}

/** What follows from the table. */
export function remarks({ rows, collections }: HeatResult): string[] {
  const faster = ['pcap-parser', 'tcptrace', 'tshark']
    .map((peer) => ({ peer, times: timesFaster(rows, peer) }))
    .filter(({ times }) => Number.isFinite(times))
    .map(({ peer, times }) => `${times.toFixed(1)} times as fast as ${peer}`);
  const garbage = collections.map(
    ({ name, collections: { count, major, milliseconds } }) =>
      `${name}: ${wholeText(count)} (${wholeText(major)} of the whole heap), ${wholeText(milliseconds)} ms`,
  );
  return [
    ...(faster.length === 0 ? [] : [`keepscope is ${faster.join(', ')}.`]),
    ...(garbage.length === 0
      ? []
      : [`Garbage collections, in a run that is not timed: ${garbage.join('; ')}.`]),
  ];
}

/** How many times as long as keepscope the peer takes; NaN where one of them was not measured. */
export function timesFaster(rows: readonly Row[], peer: string): number {
  return medianOf(rows, peer) / medianOf(rows, KEEPSCOPE.name);
}
