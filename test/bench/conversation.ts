/**
 * What the two ends of one benchmark connection say to each other, as a script: whenever it is resumed it writes one
 * frame, then yields the microseconds until its next one. A manner says how much of what.
 */
import { ACK, FIN, PSH, RST, SYN } from '../../src/wire/segment.ts';
import type { Sender } from './capture-writer.ts';
import type { Manner, Range } from './manners.ts';
import type { Random } from './random.ts';
import { createSender, MILLISECOND, type Script, SECOND, type Stage, timerLateness } from './script.ts';

type Ending = 'open' | 'close' | 'reset' | 'give-up';

/** Two ends, and how long a message takes to the other one and back, microseconds. */
interface Ends extends Stage {
  originator: Sender;
  responder: Sender;
  roundTrip: number;
}

interface Conversation extends Ends {
  manner: Manner;
  /** Who sends keepalive probes after `idle`, to whom; null in connections without keepalive. */
  keepalive: { prober: Sender; peer: Sender; idle: number } | null;
}

const IDLE_TIMES = [10, 15, 30, 45];
/** Until the probe after a lost one. */
const RETRY_INTERVAL = 2 * SECOND;

/** Everything that connection `index` ever says, from its SYN on. */
export function* converse(index: number, manner: Manner, stage: Stage): Script {
  const { writer, random } = stage;
  const originator = createSender(0x0a01_0001 + (index % 1000), 20_000 + Math.floor(index / 1000), random);
  const responder = createSender(0x0a02_0001 + (index % 16), 7070 + (index % 3), random);
  const roundTrip = random.between(200, 40 * MILLISECOND);
  const ending = chooseEnding(manner, random);
  const keepalive =
    ending === 'give-up' || random.chance(manner.keepalivePercent)
      ? chooseKeepalive(originator, responder, random)
      : null;
  const talk: Conversation = { ...stage, manner, originator, responder, roundTrip, keepalive };

  yield* handshake(talk);
  for (let left = within(manner.exchanges, random); left > 0 || ending === 'open'; left--) {
    yield* exchange(talk);
    if (random.chanceIfAny(manner.pausePercent)) yield within(manner.pause, random);
    else yield* idleGap(talk);
  }
  if (ending === 'close') yield* close(talk);
  if (ending === 'reset') writer.segment(originator, responder, RST | ACK);
  if (ending === 'give-up') yield* giveUp(talk);
}

export function* handshake({ writer, truth, originator, responder, roundTrip }: Ends): Script {
  writer.segment(originator, responder, SYN);
  truth.connections += 1;
  yield roundTrip;
  writer.segment(responder, originator, SYN | ACK);
  yield 30;
  writer.segment(originator, responder, ACK);
  yield 100;
}

/** A request of one segment and its response; every second one is acknowledged, and the last. */
function* exchange({ manner, writer, random, originator, responder, roundTrip }: Conversation): Script {
  writer.segment(originator, responder, PSH | ACK, random.between(40, 1200));
  yield roundTrip;
  for (let left = within(manner.response, random); left > 0; left--) {
    const last = left === 1;
    const length = last ? random.between(40, writer.maximumSegment) : writer.maximumSegment;
    writer.segment(responder, originator, last ? PSH | ACK : ACK, length);
    yield random.between(5, 80);
    if (left % 2 === 0 && !last) continue;
    writer.segment(originator, responder, ACK);
    yield random.between(20, 200);
  }
}

/** Nothing to say for a while: answered probes where there is keepalive, and sometimes a lost one before. */
function* idleGap({ manner, writer, random, truth, roundTrip, keepalive }: Conversation): Script {
  if (keepalive === null) {
    yield random.between(SECOND, 90 * SECOND);
    return;
  }
  const { prober, peer, idle } = keepalive;
  for (let left = within(manner.probes, random); left > 0; left--) {
    yield idle + timerLateness(random);
    writer.probe(prober, peer);
    truth.probes += 1;
    if (random.chanceIfAny(manner.lossPercent)) {
      yield RETRY_INTERVAL + timerLateness(random);
      writer.probe(prober, peer);
      truth.probes += 1;
    }
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

function within([low, high]: Range, random: Random): number {
  return random.between(low, high);
}

function chooseEnding({ endings: { close, reset, giveUp } }: Manner, random: Random): Ending {
  const roll = random.between(0, 99);
  if (roll < close) return 'close';
  if (roll < close + reset) return 'reset';
  return roll < close + reset + giveUp ? 'give-up' : 'open';
}

function chooseKeepalive(originator: Sender, responder: Sender, random: Random): Conversation['keepalive'] {
  const idle = (IDLE_TIMES[random.between(0, IDLE_TIMES.length - 1)] ?? 10) * SECOND;
  return random.chance(70)
    ? { prober: originator, peer: responder, idle }
    : { prober: responder, peer: originator, idle };
}
