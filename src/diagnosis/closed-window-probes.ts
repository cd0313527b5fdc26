/** The window probes of a closed window, without those of restored sockets. */
import type { Exchange } from '../keepalive/exchange.ts';
import type { Prober } from '../keepalive/prober.ts';

/** So many of its last probes without an answer: the peer may be gone. */
const SILENT = 2;

/** Those that are kept, and how many there were. */
export function closedWindowProbes(prober: Prober | null): { probes: Exchange[]; count: number } {
  if (prober === null || prober.windowProbes === 0) return { probes: [], count: 0 };
  const kept = prober.exchanges('window-probe');
  const probes = kept.filter(({ restored }) => !restored);
  return { probes, count: prober.windowProbes - kept.length + probes.length };
}

/** The peer may leave a second probe within 500 ms unanswered (Linux tcp_invalid_ratelimit), not two in a row. */
export function endInSilence(probes: readonly Exchange[]): boolean {
  return probes.length >= SILENT && probes.slice(-SILENT).every(({ answerFrame }) => answerFrame === 0);
}
