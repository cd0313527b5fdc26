/** Lines that belong to a listing of packets and are none: what tcpdump, tshark and a shell say around it. */

const OWN: readonly RegExp[] = [
  /^(?:tcpdump|tshark|dumpcap|windump)(?:\.exe)?: /i,
  /^(?:listening on |reading from (?:file|PCAP) |data link type |dropped privs |Warning: |Running as user )/,
  /^(?:Capturing on |Got \d+|\^C|NOTE: )/,
  /^\s*(?:\^C)?\d+ packets? (?:captured|received by filter|dropped by|seen|printed|shown)/,
  /^\s*(?:\^C)?\d+ packets?$/,
  // The command itself, behind a prompt or alone.
  /^(?:.*[$#%>] ?)?(?:sudo |time )*(?:tcpdump|tshark|windump)(?:\.exe)?(?: .*)?$/,
  /^.*[$#%] (?:sudo |kubectl |docker |ssh |cat |less |head |tail |grep |more |timeout |ip netns )/,
  // One way only to match any line: it is tried on lines of 64 KiB.
  /^(?:\S*|[^\s@]*@\S.*)[$#%>]$/,
  /^(?:```|~~~|\{(?:noformat|code|quote)\b|<\/?(?:pre|code)>|[-=*_]{3,}$|(?:--|\.\.\.|\u2026|\[\.\.\.\]|<snip>)$)/,
];
const DROPPED = /^\s*(\d+) packets? dropped by (?:kernel|interface)/;

export function isOwnLine(line: string): boolean {
  return line.trim() === '' || OWN.some((pattern) => pattern.test(line));
}

/** Packets that tcpdump says it lost; 0 where the line says nothing of the kind. */
export function droppedOf(line: string): number {
  return Number(DROPPED.exec(line)?.[1] ?? 0);
}
