/** What scripts of idle connections have in common. */
import { type Conversation, type ConversationOptions, conversation } from './conversation.ts';
import type { Host } from './host.ts';
import { byTime, type Sent } from './sent.ts';

/** A connection that has exchanged something and idles since. */
export function idling(options: ConversationOptions = {}): Conversation {
  return conversation(options).handshake().exchange();
}

/** Probes of a host at these times, each answered by its peer. */
export function answered(talk: Conversation, host: Host, times: readonly number[]): Sent[] {
  return times.map((at) => {
    const probe = talk.at(at) && host.probe();
    host.peer.ack();
    return probe;
  });
}

/** Probes of a host at these times that nothing answers. */
export function inVain(talk: Conversation, host: Host, times: readonly number[]): Sent[] {
  return times.map((at) => {
    talk.at(at);
    return host.probe({ delivered: false });
  });
}

/** New data at `at`, sent again with back-off and never acknowledged. */
export function lostData(talk: Conversation, host: Host, at: number, times = 7): Sent {
  talk.at(at);
  const data = host.data(100, { delivered: false });
  for (let place = 0; place < times; place++) {
    talk.at(at + 0.2 * (2 ** (place + 1) - 1));
    host.resend(data, { delivered: false });
  }
  return data;
}

/** Another connection that talks once in a while until `until` seconds. */
export function bystander(until: number, port = 50_000): Sent[] {
  const talk = conversation({ originator: { port } }).handshake();
  for (let at = 1; at < until; at += Math.max(1, until / 50)) talk.at(at).exchange();
  return talk.at(until).exchange().frames;
}

/** The frames of conversations and of a bystander that lasts to `until`. */
export function until(seconds: number, ...talks: readonly Conversation[]): Sent[] {
  return byTime(...talks.map(({ frames }) => frames), bystander(seconds));
}
