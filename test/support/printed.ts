/** Captures as tcpdump and tshark print them, and what keepscope makes of text, for tests that compare the two. */
import { execFileSync } from 'node:child_process';

import { analyze, type Report } from '../../src/index.ts';

/** The text of a capture. `command`: `tcpdump -n -v`, `tshark -t ad`; times are in UTC. */
export function printed(file: string, command: string): string {
  const [tool = '', ...options] = command.split(' ');
  return execFileSync(tool, ['-r', file, ...options], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, TZ: 'UTC' },
  });
}

/** The report of text, in blocks of `blockOctets`. */
export async function reportOfText(text: string | Uint8Array, blockOctets = 65_536): Promise<Report> {
  const octets = typeof text === 'string' ? Buffer.from(text) : text;
  async function* blocks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < octets.length; at += blockOctets) yield octets.subarray(at, at + blockOctets);
  }
  return analyze('-', { stdin: blocks() });
}

/** What a text must tell as well as the capture does. */
export interface Told {
  endpoints: string;
  verdict: string;
  probes: string[];
  windowProbes: string[];
  settings: (number | undefined | null)[];
  findings: string[];
}

/** What a report tells of each connection. */
export function toldBy({ connections }: Report): Told[] {
  return connections.map(
    ({ originator, responder, verdict, exchanges, windowProbes, keepalive, findings }) => ({
      endpoints: `${originator.address}:${originator.port} ${responder.address}:${responder.port}`,
      verdict: verdict.code,
      probes: exchanges.map(({ frame, outcome, answerFrame }) => `${frame} ${outcome} ${answerFrame}`),
      windowProbes: windowProbes.map(
        ({ frame, outcome, answerFrame }) => `${frame} ${outcome} ${answerFrame}`,
      ),
      settings: [keepalive.originator, keepalive.responder].flatMap((side) => [
        side?.idleSeconds?.estimate,
        side?.intervalSeconds?.estimate,
        side?.count?.estimate,
      ]),
      findings: findings.map(({ code }) => code),
    }),
  );
}

/** Lines that were not understood. */
export function strangeLines({ captures }: Report): string[] {
  return captures.flatMap((capture) => (capture.strangeLines ?? []).map(({ text }) => text));
}
