/** What to do about a verdict: the advice that belongs to its code, and what its evidence adds. */
import { resettersAfter } from '../diagnosis/idle-reset.ts';
import type { IncompleteReason, Verdict, VerdictCode } from '../diagnosis/verdict.ts';
import { captureCommand } from './capture-command.ts';
import { afterClose, isAboutFin, isRefused } from './messages.ts';
import type { Endpoint } from './model.ts';

/** What to do about it, most useful first. `isMiddlebox`: its prober is one. */
export function remediesOf(
  verdict: Verdict,
  isMiddlebox: boolean,
  originator: Endpoint,
  responder: Endpoint,
): string[] {
  const { code, reason, duration } = verdict;
  if (isRefused(verdict)) return OF_REFUSAL;
  const met = afterClose(verdict);
  if (met !== null) return met === 'goodbye' ? [] : OF_CLOSED;
  if (code === 'reset' && duration !== null) return afterIdleReset(duration);
  if (reason === null) {
    const own = isAboutFin(verdict) ? (OF_FIN[code] ?? []) : REMEDIES[code];
    const remedies = hadClosed(verdict) ? [...REMEDIES['half-closed'], ...own] : own;
    return isMiddlebox ? [OF_MIDDLEBOX, ...remedies] : remedies;
  }
  const [advice, seconds] = CAPTURE_INSTEAD[reason];
  return [`${advice}: ${captureCommand({ originator, responder, seconds })}`];
}

/** Whether the peer of who met nothing, or a reset, had closed its side before. */
function hadClosed({ counterEvidence }: Verdict): boolean {
  return counterEvidence.some((proof) => proof.code === 'fin');
}

/** The RST answered nothing: a timer sent it, or an application that was done. `silence`: before it, ns. */
function afterIdleReset(silence: number): string[] {
  const known = resettersAfter(silence).map(({ title, seconds }) => `${title} (${seconds} s)`);
  const timers = known.length === 0 ? '' : ` So long is the timeout of ${known.join(', ')}.`;
  return [
    `Nothing was sent just before the RST: look for an idle timeout of what lies on the path, or for a program that ended then, or that had waited long enough for an answer.${timers}`,
    'Where it is an idle timeout, let probes or heartbeats run more often: at most half of it.',
  ];
}

/** What to capture instead, and for how many seconds. */
const CAPTURE_INSTEAD: Readonly<Record<IncompleteReason, [advice: string, seconds: number]>> = {
  'no-answer-to-syn': ['Capture at the responder too, to see whether the SYN arrives there', 120],
  'handshake-unfinished': [
    'Capture at the originator too, to see whether the SYN,ACK arrives there and is acknowledged',
    120,
  ],
  'one-direction': ['Capture both directions, on one of the two hosts or with both directions mirrored', 600],
  'too-few-segments': ['Capture longer than the idle time, two hours unless somebody has set it', 4 * 3600],
};

const OF_MIDDLEBOX =
  'A device on the path probes, not the host: look at the settings of that device, and at the host to see whether it still has the connection.';

const OF_REFUSAL = [
  'See whether a program listens on that port and address of the responder, and whether a firewall answers in its name.',
];

const OF_CLOSED = ['See what came after the FIN: a request is lost, and has to be sent again.'];

const BEFORE_IT_IS_FORGOTTEN =
  'Let probes or heartbeats run more often than the idle timeout of the firewall, NAT or load balancer on the path: at most half of it.';

/** Where a FIN went unacknowledged: nobody waits for it any more, and the kernel gives up alone (Linux: tcp_orphan_retries). */
const OF_FIN: Readonly<Partial<Record<VerdictCode, string[]>>> = {
  'dropped-while-idle': [BEFORE_IT_IS_FORGOTTEN],
  'retransmit-give-up': [
    'Look at the peer and the path to it at that time. At the peer the connection is still open: only its own keepalive ends it.',
  ],
};

const REMEDIES: Readonly<Record<VerdictCode, string[]>> = {
  alive: [],
  'idle-unprotected': [
    'Enable keepalive on one end (SO_KEEPALIVE with TCP_KEEPIDLE at half of the shortest idle timeout on the path or less and TCP_KEEPINTVL at a tenth); the sysctls alone enable nothing.',
  ],
  probing: [
    'Capture on until the prober gives up or the peer answers, and capture at the peer: do the probes arrive there?',
  ],
  'peer-dead': [
    'Look at the peer and the path to it at the time of the first unanswered probe: host down, link cut, or a firewall that dropped the connection without a word.',
  ],
  'peer-lost-state': [
    'Look for a restart of the peer (host, process, failover) or of a NAT or load balancer before it, between its last answer and the reset.',
  ],
  'dropped-while-idle': [
    BEFORE_IT_IS_FORGOTTEN,
    'Set TCP_USER_TIMEOUT (10 to 30 s), so that unacknowledged data fails soon: keepalive does not run while data is outstanding.',
  ],
  'reset-on-resume': [
    'Let probes or heartbeats run more often than the idle timeout of the NAT or load balancer on the path: at most half of it.',
    'Let the application reuse no connection that was idle for longer than that.',
  ],
  'retransmit-give-up': [
    'Set TCP_USER_TIMEOUT (10 to 30 s) or an application timeout: without it this takes about 15 minutes (tcp_retries2), and no reset is sent.',
  ],
  'zero-window-stall': [
    'Look at the application that does not read: it is blocked, overloaded or stopped. Keepalive settings change nothing.',
  ],
  closed: [],
  'half-closed': [
    'See whether the side that still has the connection open has read the end of file, and closes (CLOSE_WAIT leak).',
  ],
  reset: [
    'Look at the application that aborted, or at what was sent just before; after a long silence, at the idle timeouts of what lies on the path.',
  ],
  incomplete: [],
};
