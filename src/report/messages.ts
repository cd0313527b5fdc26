/**
 * The only prose about connections: sentences made of codes and numbers. Written for a person on call, in the words of
 * the glossary; a side is called originator or responder as in the table.
 */
import type { GiveUpForecast } from '../diagnosis/give-up-forecast.ts';
import type { IncompleteReason, Proof, ProofCode, Verdict, VerdictCode } from '../diagnosis/verdict.ts';
import { captureCommand } from './capture-command.ts';
import { roughDuration } from './duration.ts';
import { inferenceText } from './inference-text.ts';
import type { Endpoint, Role } from './model.ts';
import { quantity } from './quantity.ts';

/** `originator` or `responder`. */
export function roleOf(direction: 0 | 1): Role {
  return direction === 0 ? 'originator' : 'responder';
}

/** Who sends the probes of a direction: the side, or a middlebox in its name (diagnosis/middlebox-prober.ts). */
export type ProberNames = readonly [originator: string, responder: string];

const HOSTS: ProberNames = ['originator', 'responder'];

/** The end of what was captured, ns of the timeline; or now, and the capture goes on. */
export interface CaptureEnd {
  time: number;
  isNow: boolean;
  /** A SYN of another connection took the ports of this one. */
  wasReplaced: boolean;
}

/** The verdict in one sentence. */
export function summaryOf(verdict: Verdict, probers: ProberNames, end: CaptureEnd): string {
  if (end.wasReplaced && verdict.code === 'alive') return REPLACED;
  const words = wordsOf(verdict, probers, end.time);
  const sentence = end.isNow ? RUNNING[verdict.code] : undefined;
  return (sentence ?? SUMMARIES[verdict.code])(words);
}

/** What a frame proves, as a clause after `frame N: `. */
export function proofText(proof: Proof, probers: ProberNames = HOSTS): string {
  const side = (SENT_BY_PROBER.has(proof.code) ? probers : HOSTS)[proof.direction];
  if (proof.code === 'probe-inferred') return inferenceText(side, proof.inference ?? 0);
  const duration = proof.duration === undefined ? '' : roughDuration(proof.duration / 1e9);
  return PROOFS[proof.code](side, duration);
}

/** What to do about it, most useful first. `isMiddlebox`: its prober is one. */
export function remediesOf(
  verdict: Verdict,
  isMiddlebox: boolean,
  originator: Endpoint,
  responder: Endpoint,
): string[] {
  const { code, reason } = verdict;
  if (isRefused(verdict)) return OF_REFUSAL;
  if (reason === null) {
    const remedies = hadClosed(verdict) ? [...REMEDIES['half-closed'], ...REMEDIES[code]] : REMEDIES[code];
    return isMiddlebox ? [OF_MIDDLEBOX, ...remedies] : remedies;
  }
  const [advice, seconds] = CAPTURE_INSTEAD[reason];
  return [`${advice}: ${captureCommand({ originator, responder, seconds })}`];
}

/** Whether the peer of who met nothing, or a reset, had closed its side before. */
function hadClosed({ counterEvidence }: Verdict): boolean {
  return counterEvidence.some((proof) => proof.code === 'fin');
}

function isRefused({ code, evidence }: Verdict): boolean {
  return code === 'reset' && evidence.some((proof) => proof.code === 'connection-refused');
}

/** Proofs whose frame is a probe, or the reset that ended a run of them. */
const SENT_BY_PROBER: ReadonlySet<ProofCode> = new Set([
  'prober-gave-up',
  'probe-unanswered',
  'answer-lost',
  'probe-pending',
  'peer-probed-meanwhile',
  'probe-met-icmp-error',
  'probe-met-reset',
  'probe-inferred',
]);

/** Verdicts that are about a prober. */
const OF_PROBER: ReadonlySet<VerdictCode> = new Set(['probing', 'peer-dead', 'peer-lost-state']);

export function isOfProber(code: VerdictCode): boolean {
  return OF_PROBER.has(code);
}

interface Words {
  side: string;
  peer: Role;
  duration: string;
  count: number;
  reason: IncompleteReason | null;
  isRefused: boolean;
  forecast: string;
}

function wordsOf(verdict: Verdict, probers: ProberNames, captureEnd: number): Words {
  const { code, direction, duration, count, reason, forecast } = verdict;
  return {
    side: (OF_PROBER.has(code) ? probers : HOSTS)[direction ?? 0],
    peer: roleOf(direction === 1 ? 0 : 1),
    duration: duration === null ? '' : roughDuration(duration / 1e9),
    count: count ?? 0,
    reason,
    isRefused: isRefused(verdict),
    forecast: forecast === null ? '' : forecastText(forecast, captureEnd),
  };
}

const REPLACED = 'Open and alive when last seen; then a new connection took its ports.';

/** What is said differently while the capture goes on. */
const RUNNING: Readonly<Partial<Record<VerdictCode, (words: Words) => string>>> = {
  alive: ({ duration }) =>
    duration === ''
      ? 'The connection is open and alive.'
      : `Alive when last seen, ${duration} ago: a probe was due since then, and none has come.`,
  'idle-unprotected': ({ duration }) =>
    `Open but silent for ${duration}, with no keepalive: a dead peer would go unnoticed.`,
  probing: ({ side, count, duration, forecast }) =>
    `The ${side} is probing: ${quantity(count, 'probe')} without an answer in ${duration}.${forecast}`,
  'half-closed': ({ side, peer, duration }) =>
    `The ${side} has closed its side; the ${peer} has not${duration === '' ? '' : `, ${duration} after the last segment`}.`,
};

/** As a clause that goes on with the sentence about the probes. */
function forecastText({ time, count, isCountAssumed }: GiveUpForecast, captureEnd: number): string {
  const when = roughDuration(Math.abs(time - captureEnd) / 1e9);
  const probes = isCountAssumed ? `the default of ${count} probes` : `${count} probes`;
  return time > captureEnd
    ? ` With ${probes} it gives up ${when} later.`
    : ` With ${probes} it would have given up ${when} before.`;
}

const SUMMARIES: Readonly<Record<VerdictCode, (words: Words) => string>> = {
  alive: ({ duration }) =>
    duration === ''
      ? 'The connection was open and alive when the capture ended.'
      : `Alive when last seen, ${duration} before the capture ended: a probe was due since then, and none came.`,
  'idle-unprotected': ({ duration }) =>
    `Open but silent for ${duration} when the capture ended, with no keepalive: a dead peer would go unnoticed.`,
  probing: ({ side, count, duration, forecast }) =>
    `The ${side} was still probing when the capture ended: ${quantity(count, 'probe')} without an answer in ${duration}.${forecast}`,
  'peer-dead': ({ side, peer, count, duration }) =>
    duration === ''
      ? `The ${side} gave up: ${quantity(count, 'probe')} to the ${peer} unanswered in this capture.`
      : `The ${side} gave up ${duration} after the last answer of the ${peer}: ${quantity(count, 'probe')} unanswered.`,
  'peer-lost-state': ({ side, peer }) =>
    `The ${peer} answered a probe of the ${side} by reset: it was up, but no longer knew the connection.`,
  'dropped-while-idle': ({ side, duration, count }) =>
    `After ${duration} of silence the ${side} sent data that nobody acknowledged, and sent it again ${times(count)}: the connection was forgotten while it was idle.`,
  'reset-on-resume': ({ side, peer, duration }) =>
    `After ${duration} of silence the first data of the ${side} was answered by a reset from the ${peer}'s address: the connection was no longer known there.`,
  'retransmit-give-up': ({ side, count }) =>
    `Data of the ${side} went unacknowledged though it was sent again ${times(count)}, with no idle time before: path or peer was lost in mid-conversation.`,
  'zero-window-stall': ({ side, peer, duration, count }) =>
    `The ${peer} has not read for ${duration}: its window is closed, and the ${side} asks for it (${quantity(count, 'window probe')}). Keepalive has no part in it.`,
  closed: ({ side }) => `Closed in order; the ${side} closed first.`,
  'half-closed': ({ side, peer, duration }) =>
    `The ${side} has closed its side; the ${peer} had not when the capture ended${duration === '' ? '' : `, ${duration} after the last segment`}.`,
  reset: ({ side, isRefused }) =>
    isRefused ? `The ${side} refused the connection.` : `The ${side} reset the connection.`,
  incomplete: ({ side, reason, count }) => INCOMPLETE[reason ?? 'too-few-segments'](side, count),
};

const INCOMPLETE: Readonly<Record<IncompleteReason, (side: string, count: number) => string>> = {
  'no-answer-to-syn': () => 'The SYN was not answered in the capture: there is no connection to judge.',
  'one-direction': (side) =>
    `Only segments of the ${side} were captured: what the other side did is not known.`,
  'too-few-segments': (_side, count) =>
    `Only ${quantity(count, 'segment')} of a connection that had begun before: too little to tell.`,
};

/** What to capture instead, and for how many seconds. */
const CAPTURE_INSTEAD: Readonly<Record<IncompleteReason, [advice: string, seconds: number]>> = {
  'no-answer-to-syn': ['Capture at the responder too, to see whether the SYN arrives there', 120],
  'one-direction': ['Capture both directions, on one of the two hosts or with both directions mirrored', 600],
  'too-few-segments': ['Capture longer than the idle time, two hours unless somebody has set it', 4 * 3600],
};

const PROOFS: Readonly<
  Record<Exclude<ProofCode, 'probe-inferred'>, (side: string, duration: string) => string>
> = {
  'probe-unanswered': (side) => `probe of the ${side}, no answer`,
  'answer-lost': (side) =>
    `probe of the ${side}; the answer was captured but never reached it, as its next TSecr shows`,
  'probe-pending': (side) => `probe of the ${side}, no answer yet`,
  'probe-answered': (side) => `the ${side} answered a probe`,
  'heartbeat-answered': (side) => `the ${side} answered a heartbeat`,
  'peer-probed-meanwhile': (side) =>
    `a probe of the ${side}: it was up; loss in one direction, or the cut lies behind this point`,
  'probe-met-icmp-error': (side) => `probe of the ${side}, answered only by an ICMP error`,
  'prober-gave-up': (side) => `the ${side}'s own reset: it gave up`,
  'probe-met-reset': (side) => `probe of the ${side}`,
  'connection-refused': (side) => `the ${side} answers the SYN by a reset`,
  'reset-by-peer': (side) => `reset from the ${side}'s address`,
  'reset-by-abort': (side) => `the ${side} aborts the connection (RST,ACK)`,
  'reset-out-of-window': (side) =>
    `reset in the name of the ${side}, its number outside of the window: forged, or of another connection; not believed`,
  'resumed-with-data': (side, duration) => `first data after ${duration} of silence, from the ${side}`,
  'last-retransmission': (side) => `data of the ${side}, sent again for the last time, still unacknowledged`,
  'last-segment': (_side, duration) =>
    duration === '' ? 'last segment' : `last segment, ${duration} before the end of the capture`,
  'window-probe-unanswered': (side) => `window probe of the ${side}, no answer`,
  'window-still-closed': (side) => `the ${side} answers that its window is still closed`,
  fin: (side) => `FIN of the ${side}`,
  'syn-unanswered': (side) => `SYN of the ${side}, no answer`,
  'first-segment': () => 'first segment that was captured',
};

const OF_MIDDLEBOX =
  'A device on the path probes, not the host: look at the settings of that device, and at the host to see whether it still has the connection.';

const OF_REFUSAL = [
  'See whether a program listens on that port and address of the responder, and whether a firewall answers in its name.',
];

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
    'Let probes or heartbeats run more often than the idle timeout of the firewall, NAT or load balancer on the path: at most half of it.',
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

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
