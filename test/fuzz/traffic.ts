/**
 * Sound traffic by chance: hosts that open, talk, idle, probe, answer, die, reset, close and open again, and the games
 * that a forger may play with their numbers. One Random gives one sequence of frames.
 */
import type { Random } from '../bench/random.ts';
import { type Conversation, conversation } from '../support/conversation.ts';
import type { Host } from '../support/host.ts';
import { ACK, FIN, RST, SYN } from '../support/host.ts';
import { byTime, type Sent } from '../support/sent.ts';
import { realPayloads } from './payloads.ts';

/** One value of several. */
export function oneOf<T>(random: Random, values: readonly T[]): T {
  return values[random.between(0, values.length - 1)] as T;
}

/** Frames of one to four connections, in the order of their times. */
export function traffic(random: Random): Sent[] {
  const talks = Array.from({ length: random.between(1, 4) }, (_, place) => play(random, place));
  return byTime(...talks);
}

const WAITS = [0, 1e-4, 0.02, 0.3, 1, 5, 10, 75, 7200, 90_000];
/** Initial numbers: anywhere, and where SND.NXT wraps or is 0. */
const EDGES = [0, 1, 0xffff_ffff, 0xffff_fff0, 0x7fff_ffff, 0x8000_0000];

function play(random: Random, place: number): Sent[] {
  const isn = (): number => (random.chance(40) ? oneOf(random, EDGES) : random.word());
  const talk = conversation({
    originator: { port: 40_000 + place, isn: isn(), ...(random.chance(20) ? { ipId: null } : {}) },
    responder: { port: random.chance(90) ? 443 : 40_000 + place, isn: isn() },
    ipv6: random.chance(25),
    timestamps: random.chance(70),
  });
  talk.at(random.between(0, 40) + place / 1000);
  const isMidstream = random.chance(30);
  talk.handshake();
  if (isMidstream) talk.frames.length = 0;
  const turns = random.between(1, 14);
  for (let turn = 0; turn < turns; turn++) act(random, talk.after(oneOf(random, WAITS)));
  return disordered(random, talk.frames);
}

function act(random: Random, talk: Conversation): void {
  const isForward = random.chance(50);
  const [own, peer] = isForward ? [talk.originator, talk.responder] : [talk.responder, talk.originator];
  switch (random.between(0, 19)) {
    case 0:
    case 1:
      talk.exchange(random.between(1, 3000));
      break;
    case 2:
    case 3:
      own.probe({ octets: random.chance(20) ? 1 : 0 });
      peer.ack();
      break;
    case 4:
      for (let probe = random.between(1, 9); probe > 0; probe--) {
        own.probe();
        talk.after(5);
      }
      if (random.chance(50)) own.abort();
      break;
    case 5:
      peer.reject(own.probe());
      break;
    case 6:
      talk.icmpError(own.probe(), {
        type: talk.originator.address.includes(':') ? 1 : 3,
        code: random.between(0, 4),
      });
      break;
    case 7:
      own.probe();
      peer.probe();
      own.ack();
      peer.ack();
      break;
    case 8:
      closeWindow(random, talk, own, peer);
      break;
    case 9:
      own.fin();
      peer.ack();
      if (random.chance(60)) {
        peer.fin();
        own.ack();
      }
      break;
    case 10:
      own.abort();
      break;
    case 11: {
      const data = own.data(random.between(1, 1400), { delivered: false });
      for (let times = random.between(1, 6); times > 0; times--) {
        talk.after(2 ** times / 5);
        own.resend(data);
      }
      break;
    }
    case 12:
      own.probe({ octets: 1 });
      peer.dSack();
      break;
    case 13:
      talk.originator.next = random.word();
      talk.handshake();
      break;
    case 14:
    case 15:
      beat(random, talk, own, peer);
      break;
    default:
      forge(random, own);
  }
}

/** What programs say, again and again, whole or with a wound. */
function beat(random: Random, talk: Conversation, own: Host, peer: Host): void {
  const asked = spoken(random);
  const answer = spoken(random);
  const wait = oneOf(random, WAITS);
  for (let times = random.between(1, 6); times > 0; times--) {
    own.send({ payload: asked });
    if (random.chance(70)) peer.send({ payload: answer });
    else peer.ack();
    talk.after(wait);
  }
}

function spoken(random: Random): Uint8Array {
  const payload = Uint8Array.from(oneOf(random, realPayloads()));
  if (random.chance(50)) payload[random.between(0, payload.length - 1)] = random.word();
  return random.chance(80) ? payload : payload.subarray(0, random.between(1, payload.length));
}

function closeWindow(random: Random, talk: Conversation, own: Host, peer: Host): void {
  peer.window = 0;
  peer.ack();
  for (let probe = random.between(1, 6), wait = 0.2; probe > 0; probe--, wait *= 2) {
    talk.after(wait);
    if (random.chance(30)) own.data(1);
    else own.probe();
    if (random.chance(70)) peer.ack();
  }
  peer.window = 501;
  if (random.chance(60)) peer.ack();
}

const DISTANCES = [-1, 0, 1, 2, 1460, 65_535, 65_536, 0x3fff_ffff, 0x7fff_ffff, 0x8000_0000, 0x8000_0001];

/** What neither host sent: numbers that are off by anything. */
function forge(random: Random, own: Host): void {
  const { next, received } = own;
  const away = (from: number): number =>
    (from + oneOf(random, DISTANCES) * (random.chance(50) ? 1 : -1)) >>> 0;
  const sequence = random.chance(60) ? away(next) : next;
  const acknowledgment = random.chance(60) ? away(received) : received;
  const flags = oneOf(random, [
    ACK,
    ACK,
    RST,
    RST | ACK,
    SYN,
    SYN | ACK,
    FIN | ACK,
    0,
    0xff,
    random.word() & 0xff,
  ]);
  const payload = random.chance(30) ? new Uint8Array(random.between(0, 3)) : new Uint8Array(0);
  own.send({ sequence, acknowledgment, flags, payload, window: oneOf(random, [0, 1, 501, 65_535]) });
  // It came from elsewhere: the hosts' own numbers stay as they are.
  own.next = next;
  if (random.chance(80)) own.received = received;
}

/** What a capture does to frames: loses, repeats, cuts and turns around some of them. */
function disordered(random: Random, frames: readonly Sent[]): Sent[] {
  const seen: Sent[] = [];
  for (const frame of frames) {
    if (random.chance(3)) continue;
    seen.push(random.chance(4) ? frame.copy({ cutTo: random.between(1, frame.octets.length) }) : frame);
    if (random.chance(4)) seen.push(frame.copy({ after: oneOf(random, [0, 1e-5, 0.01, 1]) }));
  }
  return seen;
}
