/**
 * A connection of a messenger, as a script: every few seconds one of both has something to say, of any length, and the other one
 * acknowledges it. It stays open. So every other frame is of a connection that was quiet, whose state is in no cache.
 */
import { ACK, PSH } from '../../src/wire/segment.ts';
import { handshake } from './conversation.ts';
import { createSender, MILLISECOND, type Script, SECOND, type Stage } from './script.ts';

export function* chat(index: number, stage: Stage): Script {
  const { writer, random } = stage;
  const originator = createSender(0x0a01_0001 + (index % 1000), 20_000 + Math.floor(index / 1000), random);
  const responder = createSender(0x0a02_0001 + (index % 16), 5223, random);
  const roundTrip = random.between(200, 40 * MILLISECOND);

  yield* handshake({ ...stage, originator, responder, roundTrip });
  for (;;) {
    yield random.between(2 * SECOND, 20 * SECOND);
    const [from, to] = random.chance(50) ? [originator, responder] : [responder, originator];
    writer.segment(from, to, PSH | ACK, random.between(20, 1400));
    yield roundTrip;
    writer.segment(to, from, ACK);
  }
}
