/** What to do about a finding, most useful first. */
import type { Finding } from '../diagnosis/finding.ts';
import type { FindingCode } from '../diagnosis/finding-codes.ts';
import { captureCommand } from './capture-command.ts';
import type { Endpoint } from './model.ts';

/** How long a capture must be to show the default keepalive twice, s. */
const DEFAULT_SHOWN = 5 * 3600;

/** `originator`, `responder`: of all connections concerned; null where they differ. */
export function findingRemedies(
  finding: Finding,
  originator: Endpoint | null,
  responder: Endpoint | null,
): string[] {
  const { code, reason, limit } = finding;
  if (code === 'capture-too-short')
    return [
      `Capture longer, on one of the hosts: ${captureCommand({ originator, responder, seconds: DEFAULT_SHOWN })}`,
    ];
  if (code === 'keepalive-storm') return reason === 'often' ? [PROBE_LESS] : [LET_TIMERS_DIFFER, PROBE_LESS];
  if (code === 'icmp-unreachable' && reason === 'of-syn') return [OF_SYN];
  const remedies = REMEDIES[code];
  if (limit === null) return remedies;
  const inTime = limit.product?.expiry === 'close' ? ONLY_DATA : probeInTime(limit.low / 1e9);
  return remedies.map((remedy) => (remedy === PROBE_IN_TIME ? inTime : remedy));
}

const OF_SYN =
  'Ask who sent it, by its source address: a firewall that rejects (the host itself may have one), a route that is gone, or a port of the host that nobody listens on.';

const ONLY_DATA =
  'This one ends TCP connections itself and counts data only: send application heartbeats within its timeout, or raise it.';

/**
 * Half of the timeout, in which one lost probe still fits, if it is repeated soon: the interval is 75 s unless it is set.
 * A tenth of it is what advice/recommendation.ts allows; timers are late by about an eighth at most (keepalive/timer-wheel.ts).
 */
function probeInTime(timeout: number): string {
  if (timeout < SHORTEST) return TOO_SHORT;
  const idle = Math.floor(timeout / 2);
  const interval = Math.max(1, Math.floor(timeout / 10));
  return `Set TCP_KEEPIDLE to ${idle} s or less and TCP_KEEPINTVL to ${interval} s or less on one end: then one lost probe and the lateness of timers still fit.`;
}

/** Whole seconds, one lost probe and late timers: 1 s and 1 s fit into this, s. */
const SHORTEST = 3;
const TOO_SHORT =
  'Send heartbeats of the application: keepalive knows whole seconds, and with one probe lost it is not in time for that.';
const PROBE_IN_TIME =
  'Set TCP_KEEPIDLE to half of the timeout or less and TCP_KEEPINTVL to a tenth of it or less on one end: then one lost probe and the lateness of timers still fit.';
const PROBE_LESS =
  'Raise the idle time to what the path needs, if it is shorter (60 s is short for most); in Node.js, keepAliveMsecs of http.Agent or setKeepAlive(true, 60000).';
const LET_TIMERS_DIFFER =
  'Nothing, where the peers can take that many probes at once; else give the connections different idle times: timers that began together stay in step, and Linux lets long ones expire together.';
const USER_TIMEOUT =
  'Set TCP_USER_TIMEOUT (10 to 30 s) on the side that sends: then unacknowledged data fails as soon as that.';
const RETRY =
  'Let the requester keep idle connections for less time than the other side does, and repeat requests that can be repeated.';

const REMEDIES: Readonly<Record<Exclude<FindingCode, 'capture-too-short' | 'keepalive-storm'>, string[]>> = {
  'close-wait-stuck': [
    'Find out why the application does not close after it has read the end of file: a leaked socket, or a thread that is stuck (ss -tnp state close-wait).',
  ],
  'duplicated-frames': [
    'Capture on one interface instead of any, or mirror each packet once; editcap -d removes what is there twice.',
  ],
  'fin-wait-stuck': [
    'Look at the other side, which does not close; and give the half-closed state a timeout in the application, or close() instead of shutdown(), after which tcp_fin_timeout applies.',
  ],
  'heartbeat-expired': [
    'Send a heartbeat whenever nothing else was sent for the agreed time, in half of it where the protocol says so: from a timer, not from the loop that does the work. Else agree on a longer time.',
  ],
  'heartbeat-one-way': [
    'Switch heartbeats on at the other side too, or let the one that sends them expect an answer.',
  ],
  'heartbeat-too-fast': [
    'Raise the time between PINGs of the client (gRPC: GRPC_ARG_KEEPALIVE_TIME_MS, 5 minutes or more), or let the server allow them (permit_keepalive_time, min_recv_ping_interval_without_data).',
  ],
  'heartbeat-unanswered': [
    'Look at the application that does not answer: a thread that is stuck, a full queue, a long garbage collection. Its host is up, and TCP keepalive will never notice.',
  ],
  'icmp-unreachable': [
    'Ask the router that sent it: is the host down, the route gone, or a rule in the way? Keepalive or TCP_USER_TIMEOUT set how soon the host gives up.',
  ],
  'idle-timeout-bounded': [
    PROBE_IN_TIME,
    'Or raise the timeout, or let the application drop connections that were idle for longer.',
  ],
  'keepalive-absent': [
    'Enable keepalive on one end: SO_KEEPALIVE, with TCP_KEEPIDLE at half of the shortest idle timeout on the path or less and TCP_KEEPINTVL at a tenth. The sysctls alone enable nothing.',
  ],
  'keepalive-marginal': [PROBE_IN_TIME],
  'keepalive-too-slow': [PROBE_IN_TIME],
  'malformed-keepalive': [
    'Look at what sends them: a stack with a fault, or a load balancer or firewall that probes in the name of a host.',
  ],
  'masked-by-unacked-data': [USER_TIMEOUT],
  'middlebox-probes': [
    'Find the device that probes (load balancer, firewall, proxy) and look at its keepalive and idle settings; those of the host have no part in these probes.',
  ],
  'middlebox-reset': [
    'Capture at the host itself: if it did not send this reset, something on the path did (firewall, NAT, load balancer, IPVS). Compare its idle timeout with the silence before.',
  ],
  'one-way-loss': [
    'Look at firewalls, routes and NAT for this direction only: asymmetric routing and state that one of two firewalls lacks are the usual causes. Capture at both ends.',
  ],
  'peer-ignores-keepalive': [
    'Switch keepalive off for this peer, or have its stack answer; use heartbeats of the application instead.',
  ],
  'redundant-keepalives': [
    'Leave it where both sides must notice a dead peer; else switch it off on the side with the shorter battery or the longer list of connections.',
  ],
  'reuse-after-fin': [
    'Let the pool watch idle connections for the end of file and drop them: it lay unread in the socket.',
    RETRY,
  ],
  'reuse-race': [RETRY],
  'server-idle-close': [
    'Keep idle connections for less time than the responder does, or raise its timeout; heartbeats of the application count, probes do not.',
  ],
  'user-timeout-abort': [
    'Nothing, where TCP_USER_TIMEOUT was meant to decide; else raise it above idle time plus count times interval.',
  ],
  'zero-window-probes': [
    'Look at the application that does not read; keepalive settings change nothing about it.',
  ],
};
