/**
 * The only prose about connections: sentences made of codes and numbers. Written for a person on call, in the words of
 * the glossary; a side is called originator or responder as in the table.
 */
import type { GiveUpForecast } from '../diagnosis/give-up-forecast.ts';
import type { IncompleteReason, Proof, ProofCode, Verdict, VerdictCode } from '../diagnosis/verdict.ts';
import { roughDuration } from './duration.ts';
import { inferenceText } from './inference-text.ts';
import type { Role } from './model.ts';
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

export function isRefused({ code, evidence }: Verdict): boolean {
  return code === 'reset' && evidence.some((proof) => proof.code === 'connection-refused');
}

/** What an end that had closed answered by RST; null: it did not. */
export function afterClose({ code, evidence }: Verdict): 'goodbye' | 'more' | null {
  if (code !== 'reset') return null;
  if (evidence.some((proof) => proof.code === 'goodbye-met-reset')) return 'goodbye';
  return evidence.some((proof) => proof.code === 'reset-after-close') ? 'more' : null;
}

/** Whether it is the FIN of a side that went unacknowledged, and no data. */
export function isAboutFin({ evidence }: Verdict): boolean {
  return evidence.some((proof) => proof.code === 'fin-unacknowledged');
}

/** Proofs whose frame is a probe, or the reset that ended a run of them. */
const SENT_BY_PROBER: ReadonlySet<ProofCode> = new Set([
  'prober-gave-up',
  'probe-unanswered',
  'answer-lost',
  'answer-not-captured',
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
  met: 'goodbye' | 'more' | null;
  isAboutFin: boolean;
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
    met: afterClose(verdict),
    isAboutFin: isAboutFin(verdict),
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
  'dropped-while-idle': ({ side, duration, count, isAboutFin }) =>
    isAboutFin
      ? `After ${duration} of silence the ${side} closed; nobody acknowledged its FIN, sent again ${times(count)}: the connection was forgotten while it was idle.`
      : `After ${duration} of silence the ${side} sent data that nobody acknowledged, and sent it again ${times(count)}: the connection was forgotten while it was idle.`,
  'reset-on-resume': ({ side, peer, duration }) =>
    `After ${duration} of silence the first data of the ${side} was answered by a reset from the ${peer}'s address: the connection was no longer known there.`,
  'retransmit-give-up': ({ side, count, isAboutFin }) =>
    isAboutFin
      ? `The FIN of the ${side} went unacknowledged though it was sent again ${times(count)}: path or peer was lost before the close.`
      : `Data of the ${side} went unacknowledged though it was sent again ${times(count)}, with no idle time before: path or peer was lost in mid-conversation.`,
  'zero-window-stall': ({ side, peer, duration, count }) =>
    `The ${peer} has not read for ${duration}: its window is closed, and the ${side} asks for it (${quantity(count, 'window probe')}). Keepalive has no part in it.`,
  closed: ({ side }) => `Closed in order; the ${side} closed first.`,
  'half-closed': ({ side, peer, duration }) =>
    `The ${side} has closed its side; the ${peer} had not when the capture ended${duration === '' ? '' : `, ${duration} after the last segment`}.`,
  reset: ({ side, peer, isRefused, met, duration }) => {
    if (isRefused) return `The ${side} refused the connection.`;
    if (duration !== '')
      return `After ${duration} of silence the connection was reset in the name of the ${side}.`;
    if (met === 'goodbye')
      return `The ${side} had closed, and answered the goodbye of the ${peer} by reset: nothing was lost.`;
    if (met === 'more')
      return `The ${side} had closed, and reset the connection when more came after its FIN.`;
    return `The ${side} reset the connection.`;
  },
  incomplete: ({ side, reason, count }) => INCOMPLETE[reason ?? 'too-few-segments'](side, count),
};

const INCOMPLETE: Readonly<Record<IncompleteReason, (side: string, count: number) => string>> = {
  'no-answer-to-syn': () => 'The SYN was not answered in the capture: there is no connection to judge.',
  'handshake-unfinished': () =>
    'The SYN was answered, but the handshake was not finished in the capture: there is no connection to judge.',
  'one-direction': (side) =>
    `Only segments of the ${side} were captured: what the other side did is not known.`,
  'too-few-segments': (_side, count) =>
    `Only ${quantity(count, 'segment')} of a connection that had begun before: too little to tell.`,
};

const PROOFS: Readonly<
  Record<Exclude<ProofCode, 'probe-inferred'>, (side: string, duration: string) => string>
> = {
  'probe-unanswered': (side) => `probe of the ${side}, no answer`,
  'answer-not-captured': (side) =>
    `probe of the ${side}: its TSecr says that an answer to the one before came, and was not captured`,
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
  'reset-after-close': (side) => `reset from the ${side}'s address, about what came after its FIN`,
  'goodbye-met-reset': (side) =>
    `reset from the ${side}'s address, about a goodbye that came after its FIN (close_notify)`,
  'reset-by-abort': (side) => `the ${side} aborts the connection (RST,ACK)`,
  'reset-out-of-window': (side) =>
    `reset in the name of the ${side}, its number outside of the window: forged, or of another connection; not believed`,
  'fin-unacknowledged': (side, duration) =>
    `FIN of the ${side}${duration === '' ? '' : ` after ${duration} of silence`}, not acknowledged`,
  'resumed-with-data': (side, duration) => `first data after ${duration} of silence, from the ${side}`,
  'last-retransmission': (side) => `sent again by the ${side} for the last time, still unacknowledged`,
  'last-segment': (_side, duration) =>
    duration === '' ? 'last segment' : `last segment, ${duration} before the end of the capture`,
  'window-probe-unanswered': (side) => `window probe of the ${side}, no answer`,
  'window-still-closed': (side) => `the ${side} answers that its window is still closed`,
  fin: (side) => `FIN of the ${side}`,
  'syn-unanswered': (side) => `SYN of the ${side}, no answer`,
  'first-segment': () => 'first segment that was captured',
};

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
