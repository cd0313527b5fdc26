/**
 * What the words mean in which an engine says why it ended. They are those of libpcap (pcap-linux.c, pcap-bpf.c), which
 * all engines use, and the phrases that dumpcap.c, tcpdump.c and Node put around them. First match wins.
 */
import type { Complaint, EngineEnd } from './notice.ts';

const PHRASES: readonly [phrase: RegExp, complaint: Complaint][] = [
  [/permission|not permitted|EPERM|EACCES/i, 'no-permission'],
  [/no longer attached|disappeared|No such device|no device named|not configured/i, 'interface-gone'],
  // The addon `cap` asserts that its poll never fails; it does when the interface goes down or away (binding.cc).
  [/is not up|went down|network is down|Assertion `status == 0'/i, 'interface-down'],
  [/filter|syntax error|no VLAN support/i, 'bad-filter'],
];

/** Lines that say nothing about the end: what the engine captures, counts, and warns of. */
const NOISE =
  /^Capturing on|^File: |^Packets |^(tcpdump: )?\d+ packets? |listening on|data link type|^(tcpdump: )?Warning: |^\s*$|BPF JIT/i;

/**
 * Judges an end by what was printed. `isFilterNew`: an engine that ended before its first octet, with the user's filter
 * and with words of no other meaning, most likely could not read that filter: libpcap has a hundred ways to say so.
 */
export function judgeEnd(
  printed: readonly string[],
  how: { status: number | null; signal: string | null },
  isFilterNew: boolean,
): EngineEnd {
  const lines = printed.filter((line) => !NOISE.test(line));
  for (const [phrase, complaint] of PHRASES) {
    const index = lines.findIndex((line) => phrase.test(line));
    if (index >= 0) return { ...how, complaint, line: detail(lines, index) };
  }
  const line = detail(lines, 0);
  return { ...how, complaint: isFilterNew && line !== '' ? 'bad-filter' : 'other', line };
}

/** dumpcap gives libpcap's own words in parentheses, on the second line or the third. */
function detail(lines: readonly string[], index: number): string {
  const first = lines[index]?.replace(/^(dumpcap|tcpdump|cap): /, '').trim() ?? '';
  const own = lines
    .slice(index, index + 2)
    .map((line) => /\((.+)\)\.?$/.exec(line)?.[1])
    .find((words) => words !== undefined);
  return own ?? first;
}
