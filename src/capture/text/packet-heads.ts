/**
 * Where the text of a packet begins. tcpdump begins it with a time (unless -t was given), behind a number (-#), and goes
 * on with the interface and the way (`eth0  In`, for -i any), link headers (-e), and `IP`, `IP6` or another protocol.
 */

const TIME = '-?(?:\\d{4}-\\d\\d-\\d\\d[ T])?\\d{1,4}:\\d\\d:\\d\\d\\.\\d{1,9}|\\d{1,10}\\.\\d{6,9}';
const NUMBER = '(?:\\d+ {1,4})?';
const WAY = '(?:[\\w.@-]+ +)?(?:(?:In|Out|B|M|P) +)?';
const MAC = '(?:[\\da-f]{1,2}:){5}[\\da-f]{1,2}\\b';
const SURE = `(?:IP6? |ARP, |RARP, |ethertype |ifindex \\d|${MAC})`;
const PROTOCOL = `(?:${SURE}|IP6?\\b|R?ARP\\b|LLDP|STP|CDP|LACP|MPLS|PPP|EAP|AF |vlan \\d|802|Unknown |LLC|Loopback)`;

const TIMED = new RegExp(`^\\s*${NUMBER}(${TIME})\\s+(?=\\S)`);
const TIMED_INSIDE = new RegExp(`(?<=\\s)(?<!length )${NUMBER}(${TIME})\\s+(?=${WAY}${SURE})`, 'g');
/** Prose may begin with `IP` as well, but does not name two ends. */
const UNTIMED = new RegExp(`^(?: *${NUMBER})${WAY}(?=${SURE})(?=.* > \\S+|R?ARP, )`);
const BEGINS = new RegExp(`^${WAY}${PROTOCOL}`);

/** What a head has behind its time. */
const PROTOCOLS = [' IP', ' ARP,', ' RARP,', ' ethertype ', ' ifindex '];

/** A packet's text, or a part of it; `time` is empty where the line has none. */
export interface Head {
  time: string;
  text: string;
}

/** What a line comes to: what stands before the first packet in it, and the packets. */
export interface SplitLine {
  before: string;
  heads: Head[];
}

/** Splits a line at the packets that begin in it: lines of tickets are joined, and have labels of log collectors before them. */
export function splitAtHeads(line: string, mayBeUntimed: boolean): SplitLine {
  const first = TIMED.exec(line);
  const isAtStart = first !== null && beginsPacket(line.slice(first[0].length));
  const starts: { at: number; textAt: number; time: string }[] = [];
  if (isAtStart) starts.push({ at: 0, textAt: first[0].length, time: first[1] ?? '' });
  if (namesProtocol(line, isAtStart ? first[0].length : 0)) {
    for (const match of line.matchAll(TIMED_INSIDE)) {
      if (isAtStart && match.index < first[0].length) continue;
      starts.push({ at: match.index, textAt: match.index + match[0].length, time: match[1] ?? '' });
    }
  }
  if (starts.length === 0) {
    const untimed = mayBeUntimed && !line.startsWith('\t') ? UNTIMED.exec(line) : null;
    if (untimed === null) return { before: line, heads: [] };
    return { before: '', heads: [{ time: '', text: line.trimStart() }] };
  }
  return {
    before: line.slice(0, starts[0]?.at),
    heads: starts.map(({ textAt, time }, index) => ({
      time,
      text: line.slice(textAt, starts[index + 1]?.at).trimEnd(),
    })),
  };
}

/** Whether a packet may begin behind `from`: quicker than to look for the whole of its head. */
function namesProtocol(line: string, from: number): boolean {
  return PROTOCOLS.some((word) => line.includes(word, from));
}

function beginsPacket(text: string): boolean {
  return BEGINS.test(text) || / > \S+: /.test(text) || / > \S+:$/.test(text);
}
