/**
 * A connection that lives by heartbeats of its application, as a script: every few seconds a message of one length, which the
 * other end answers with one of its own, which is no longer (four in five connections) or only acknowledges, and now and then something to
 * say, of any length. It stays open.
 */
import { ACK, PSH } from '../../src/wire/segment.ts';
import { handshake } from './conversation.ts';
import { createSender, MILLISECOND, type Script, SECOND, type Stage, timerLateness } from './script.ts';

const PERIODS = [5, 10, 15, 30];
const ANSWERED_PERCENT = 80;
const MESSAGE_PERCENT = 5;

export function* beat(index: number, stage: Stage): Script {
  const { writer, random } = stage;
  const originator = createSender(0x0a01_0001 + (index % 1000), 20_000 + Math.floor(index / 1000), random);
  const responder = createSender(0x0a02_0001 + (index % 16), 5222, random);
  const roundTrip = random.between(200, 40 * MILLISECOND);
  const period = (PERIODS[random.between(0, PERIODS.length - 1)] ?? 5) * SECOND;
  const asks = random.between(20, 120);
  const answers = random.between(20, asks);
  const isAnswered = random.chance(ANSWERED_PERCENT);

  yield* handshake({ ...stage, originator, responder, roundTrip });
  for (;;) {
    yield period + timerLateness(random);
    const isMessage = random.chance(MESSAGE_PERCENT);
    writer.segment(originator, responder, PSH | ACK, isMessage ? random.between(40, 1200) : asks);
    yield roundTrip;
    if (isMessage || !isAnswered) {
      writer.segment(responder, originator, ACK);
      continue;
    }
    writer.segment(responder, originator, PSH | ACK, answers);
    yield 40;
    writer.segment(originator, responder, ACK);
  }
}
