/**
 * What the two ends of one benchmark connection say to each other, as a script: whenever it is resumed it writes one
 * frame, then yields the microseconds until its next one. About one frame in ten belongs to a keepalive exchange; the
 * rest are handshakes, requests, responses, bare ACKs and endings.
 */
import { ACK, FIN, PSH, RST, SYN } from '../../src/wire/segment.ts';
import type { CaptureWriter, Sender } from './capture-writer.ts';
import type { Random } from './random.ts';

/** What the capture holds, counted as it is written. `acknowledged` are the probes whose answer was written too. */
export interface Truth {
  frames: number;
  tcpSegments: number;
  connections: number;
  probes: number;
  acknowledged: number;
}

/** The delays until the next frame, in microseconds. */
export type Script = Generator<number, void, void>;

type Ending = 'open' | 'close' | 'reset' | 'give-up';

interface Conversation {
  writer: CaptureWriter;
  random: Random;
  truth: Truth;
  originator: Sender;
  responder: Sender;
  roundTrip: number;
  /** Who sends keepalive probes after `idle`, to whom; null in connections without keepalive. */
  keepalive: { prober: Sender; peer: Sender; idle: number } | null;
}

const MILLISECOND = 1000;
const SECOND = 1_000_000;
const IDLE_TIMES = [10, 15, 30, 45];

/** Everything that connection `index` ever says, from its SYN on. */
export function* converse(index: number, writer: CaptureWriter, random: Random, truth: Truth): Script {
  const originator = createSender(0x0a01_0001 + (index % 1000), 20_000 + Math.floor(index / 1000), random);
  const responder = createSender(0x0a02_0001 + (index % 16), 7070 + (index % 3), random);
  const roundTrip = random.between(200, 40 * MILLISECOND);
  const ending = chooseEnding(random);
  const keepalive =
    ending === 'give-up' || random.chance(60) ? chooseKeepalive(originator, responder, random) : null;
  const talk: Conversation = { writer, random, truth, originator, responder, roundTrip, keepalive };

  yield* handshake(talk);
  for (let left = random.between(1, 10); left > 0 || ending === 'open'; left--) {
    yield* exchange(talk);
    yield* idleGap(talk);
  }
  if (ending === 'close') yield* close(talk);
  if (ending === 'reset') writer.segment(originator, responder, RST | ACK);
  if (ending === 'give-up') yield* giveUp(talk);
}

function* handshake({ writer, truth, originator, responder, roundTrip }: Conversation): Script {
  writer.segment(originator, responder, SYN);
  truth.connections += 1;
  yield roundTrip;
  writer.segment(responder, originator, SYN | ACK);
  yield 30;
  writer.segment(originator, responder, ACK);
  yield 100;
}

/** A request of one segment and a response of up to twelve; every second one is acknowledged, and the last. */
function* exchange({ writer, random, originator, responder, roundTrip }: Conversation): Script {
  writer.segment(originator, responder, PSH | ACK, random.between(40, 1200));
  yield roundTrip;
  for (let left = random.between(1, 12); left > 0; left--) {
    const last = left === 1;
    const length = last ? random.between(40, writer.maximumSegment) : writer.maximumSegment;
    writer.segment(responder, originator, last ? PSH | ACK : ACK, length);
    yield random.between(5, 80);
    if (left % 2 === 0 && !last) continue;
    writer.segment(originator, responder, ACK);
    yield random.between(20, 200);
  }
}

/** Nothing to say for a while: up to two answered probes where there is keepalive. */
function* idleGap({ writer, random, truth, roundTrip, keepalive }: Conversation): Script {
  if (keepalive === null) {
    yield random.between(SECOND, 90 * SECOND);
    return;
  }
  const { prober, peer, idle } = keepalive;
  for (let left = random.between(0, 2); left > 0; left--) {
    yield idle + timerLateness(random);
    writer.probe(prober, peer);
    truth.probes += 1;
    yield roundTrip;
    writer.segment(peer, prober, ACK);
    truth.acknowledged += 1;
  }
  yield random.between(SECOND, idle - SECOND);
}

function* close({ writer, originator, responder, roundTrip }: Conversation): Script {
  writer.segment(originator, responder, FIN | ACK);
  yield roundTrip;
  writer.segment(responder, originator, FIN | ACK);
  yield 30;
  writer.segment(originator, responder, ACK);
}

/** The peer is gone: a run of unanswered probes, then the prober's RST (RFC 1122 §4.2.3.6, Linux tcp_keepalive_timer). */
function* giveUp(talk: Conversation): Script {
  const { writer, random, truth, keepalive } = talk;
  if (keepalive === null) return;
  const { prober, peer, idle } = keepalive;
  const interval = random.between(1, 5) * SECOND;
  yield* exchange(talk);
  yield idle + timerLateness(random);
  for (let left = random.between(3, 9); left > 0; left--) {
    writer.probe(prober, peer);
    truth.probes += 1;
    yield interval + timerLateness(random);
  }
  writer.segment(prober, peer, RST | ACK);
}

/** Linux timers fire late by up to a tick, here of 250 Hz. */
function timerLateness(random: Random): number {
  return random.between(0, 4 * MILLISECOND);
}

/** One sender in sixteen begins within 64 KiB of the end of the sequence space, so that connections wrap. */
function createSender(host: number, port: number, random: Random): Sender {
  const next = random.chance(6) ? 0xffff_ffff - random.between(0, 0xffff) : random.word();
  return { host, port, next, ipId: random.word() & 0xffff, clock: random.word(), echo: 0 };
}

function chooseEnding(random: Random): Ending {
  const roll = random.between(0, 99);
  if (roll < 45) return 'close';
  if (roll < 60) return 'reset';
  return roll < 70 ? 'give-up' : 'open';
}

function chooseKeepalive(originator: Sender, responder: Sender, random: Random): Conversation['keepalive'] {
  const idle = (IDLE_TIMES[random.between(0, IDLE_TIMES.length - 1)] ?? 10) * SECOND;
  return random.chance(70)
    ? { prober: originator, peer: responder, idle }
    : { prober: responder, peer: originator, idle };
}
