/** The kernel's own count of what a host did: /proc/net/netstat and /proc/net/snmp of its namespace. */

/** By name, such as TCPKeepAlive; all since the host was made. */
export type Counters = Readonly<Record<string, number>>;

/** The counters of probes. */
export const PROBE_COUNTERS: readonly string[] = ['TCPKeepAlive', 'TCPWinProbe'];

/** The counters that say something about silence and what ends it. */
export const TOLD: readonly string[] = [
  'TCPKeepAlive',
  'TCPWinProbe',
  'TCPDSACKOldSent',
  'TCPDSACKRecv',
  'TCPACKSkippedSeq',
  'TCPAbortOnTimeout',
  'OutRsts',
  'EstabResets',
  'RetransSegs',
  'TCPChallengeACK',
  'TCPFromZeroWindowAdv',
  'TCPToZeroWindowAdv',
  'TCPLossProbes',
  'OutOfWindowIcmps',
];

/** Two lines a group: `TcpExt: NAME NAME ...`, then `TcpExt: NUMBER NUMBER ...`. */
export function parseCounters(text: string): Counters {
  const counters: Record<string, number> = {};
  const lines = text.trim().split('\n');
  for (let index = 0; index + 1 < lines.length; index += 2) {
    const names = lines[index]?.split(' ') ?? [];
    const numbers = lines[index + 1]?.split(' ') ?? [];
    for (const [column, name] of names.entries()) if (column > 0) counters[name] = Number(numbers[column]);
  }
  return counters;
}

/** What was counted from one reading to the next, of the counters that are told. */
export function countedSince(before: Counters, after: Counters): Counters {
  return Object.fromEntries(TOLD.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]));
}
