/** A finding in one sentence, made of its codes and numbers. */
import type { Finding } from '../diagnosis/finding.ts';
import type { FindingCode } from '../diagnosis/finding-codes.ts';
import { type FindingWords, findingWords } from './finding-words.ts';
import { grouped, quantity } from './quantity.ts';

export function findingSummary(finding: Finding): string {
  return SUMMARIES[finding.code](findingWords(finding), finding);
}

const SUMMARIES: Readonly<Record<FindingCode, (words: FindingWords, finding: Finding) => string>> = {
  'capture-too-short': ({ connections, duration }) =>
    `The capture ended, after ${duration}, while ${were(connections, 'connection')} silent or probed in vain: what becomes of ${them(connections)}, and whether keepalive is on (unless set, it waits 2 h), is not in it.`,
  'close-wait-stuck': ({ side, peer, duration }) =>
    `The ${peer} closed its side, and the ${side} had not closed its own ${duration} later (CLOSE_WAIT).`,
  'duplicated-frames': ({ count, connections }) =>
    `${quantity(count, 'frame')} of ${quantity(connections, 'connection')} ${count === 1 ? 'is' : 'are'} in the capture twice; each counts once here, but not in other tools.`,
  'fin-wait-stuck': ({ side, duration }) =>
    `The ${side} closed its side and still holds the connection ${duration} later, waiting for the other to close (FIN_WAIT2).`,
  'heartbeat-expired': ({ side, peer, duration, other }) =>
    `Nothing came from the ${side}'s application for ${duration}, and the ${peer} ended the connection: heartbeats allow ${other}.`,
  'heartbeat-one-way': ({ side, peer, duration }, { reason }) =>
    reason === 'without-answers'
      ? `The ${side} sends a heartbeat every ${duration}, and the ${peer} has answered none of them.`
      : `Only the ${side} sends heartbeats, every ${duration}: it would not notice the end of the ${peer}.`,
  'heartbeat-too-fast': ({ side, peer, duration }) =>
    `The ${peer} ends the connection because the ${side} sends too many PINGs${duration === '' ? '' : `, one every ${duration}`} (GOAWAY, ENHANCE_YOUR_CALM).`,
  'heartbeat-unanswered': ({ side, peer, count, duration }) =>
    `The ${peer}'s application has answered none of the ${side}'s last ${quantity(count, 'heartbeat')}, for ${duration}, though its kernel acknowledges them: it hangs.`,
  'icmp-unreachable': ({ count }, { reason }) =>
    reason === 'of-syn'
      ? 'The SYN was answered by an ICMP error: most hosts give the attempt up at once, and tell the application (connection refused, or no route).'
      : `A router reported ${quantity(count, 'packet')} of this connection as undeliverable; hosts ignore that and go on until their timers run out.`,
  'idle-timeout-bounded': ({ count, connections, limit, products }, { reason }) =>
    reason === 'by-reset'
      ? resetByTimer(connections, limit, products)
      : `Something on the path forgets idle connections after ${limit}: ${quantity(count, 'connection')} survived shorter silences, ${quantity(connections, 'connection')} did not survive longer ones${products === '' ? '' : `; known timeouts between: ${products}`}.`,
  'keepalive-absent': ({ duration }) =>
    `No probe in ${duration} of silence: keepalive is off on both sides, or waits longer than that.`,
  'keepalive-marginal': ({ side, duration, other, limit }) =>
    `The ${side}'s keepalive is set to ${duration}, but timers are late: a probe may leave after ${other}, and something on the path forgets after ${limit}.`,
  'keepalive-storm': ({ connections, duration }, { reason }) =>
    reason === 'often'
      ? `One host probes every ${duration} on ${grouped(connections)} connections.`
      : `One host probes on ${grouped(connections)} connections in the same moment.`,
  'keepalive-too-slow': ({ side, duration, limit }) =>
    `The ${side}'s keepalive waits ${duration}, but something on the path forgets an idle connection after ${limit}.`,
  'malformed-keepalive': ({ side, count }, { reason }) =>
    reason === 'pushed'
      ? `${quantity(count, 'probe')} of the ${side} ${count === 1 ? 'carries' : 'carry'} PSH without payload: a peer may take them for something else.`
      : `${quantity(count, 'probe')} in the name of the ${side} ${count === 1 ? 'acknowledges' : 'acknowledge'} less than it had acknowledged before, as middleboxes do that probe for a host.`,
  'masked-by-unacked-data': ({ side }) =>
    `The ${side} has keepalive on, but it does not run while data is unacknowledged: retransmission decides, for about 15 min, and then ends in silence.`,
  'middlebox-probes': ({ side, count }) =>
    `${quantity(count, 'probe')} in the name of the ${side} ${count === 1 ? 'comes' : 'come'} from a device on the path: the keepalive and its settings are that device's, and whether the ${side} is there they do not say.`,
  'middlebox-reset': ({ side }) => `The reset has the ${side}'s address but did not come from there.`,
  'one-way-loss': ({ side, peer, count }, { reason }) =>
    reason === 'with-answers'
      ? `What the ${side} sends is lost on its way to the ${peer}: ${quantity(count, 'probe')} answered in the capture, and the prober never heard of it.`
      : `What the ${side} sends is lost on its way to the ${peer}, which is there: ${quantity(count, 'probe')} unanswered, while the ${peer}'s own probes arrive.`,
  'peer-ignores-keepalive': ({ side, peer, count }) =>
    `The ${peer} answered none of ${quantity(count, 'probe')}, but went on with the conversation: it may be given up in good health by the ${side}.`,
  'redundant-keepalives': ({ side, duration }, { reason }) =>
    reason === 'with-heartbeat'
      ? `The application has heartbeats${duration === '' ? '' : ` every ${duration}`}, and the ${side}'s kernel probes besides: one of the two is enough to keep the path open, and only the heartbeats notice an application that hangs.`
      : 'Both sides probe. One is enough to keep the path open; both only if each must notice a dead peer by itself.',
  'reuse-after-fin': ({ side, peer, duration, other }) =>
    `The ${side} sent a request ${duration} after the ${peer} had closed the connection, idle for ${other}: it was answered by a reset.`,
  'reuse-race': ({ side, peer, duration }) =>
    `The ${peer} closed the connection, idle for ${duration}, while a request of the ${side} was on its way: the request was lost.`,
  'server-idle-close': ({ connections, duration, other, products }, { reason }) =>
    reason === 'announced'
      ? `The responder closed the connection after ${duration} without a request, as its header had said (Keep-Alive: timeout, ${other}). This is HTTP's, not TCP's: probes do not count for it.`
      : `${connections === 1 ? 'The responder closed the connection' : `A responder closed ${grouped(connections)} connections`} after ${duration} without a request${products === '' ? '' : `, as with ${products}`}. Keepalive probes do not count for that.`,
  'user-timeout-abort': ({ side, duration, count, limit }) =>
    `The ${side} gave up ${duration} after it had last heard of its peer, after ${quantity(count, 'probe')}, and on other connections after another number: TCP_USER_TIMEOUT (${limit}) decided, not the count.`,
  'zero-window-probes': ({ side, peer, count }) =>
    `${quantity(count, 'segment')} of the ${side} ${count === 1 ? 'asks' : 'ask'} whether the ${peer}'s closed window has opened: the shape of keepalives, but none.`,
};

function were(count: number, noun: string): string {
  return `${quantity(count, noun)} ${count === 1 ? 'was' : 'were'}`;
}

function them(count: number): string {
  return count === 1 ? 'it' : 'them';
}

function resetByTimer(connections: number, limit: string, products: string): string {
  const known = products === '' ? '' : `; known timeouts: ${products}`;
  return `${quantity(connections, 'connection')} of a service were reset after nearly the same silence, in answer to nothing: something on the path, or the host itself, ends idle connections after ${limit}${known}.`;
}
