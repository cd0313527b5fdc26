/**
 * One four-tuple of a SYN flood, as a script. Half are a single SYN that nothing answers: the listen queue was full. A
 * fifth come from real kernels, which send theirs again after 1, 3, 7, ... s (Linux: tcp_syn_retries, 6). The others are
 * answered by a SYN,ACK: a spoofed host that exists says RST, one that does not leaves the SYN,ACK to be sent again
 * (Linux: tcp_synack_retries, 5). Each is one connection, however often its SYN is sent.
 */
import { ACK, RST, SYN } from '../../src/wire/segment.ts';
import { createSender, MILLISECOND, type Script, SECOND, type Stage, timerLateness } from './script.ts';

const SYN_RETRIES = 6;
const SYN_ACK_RETRIES = 5;
/** 10.128.0.0/9, from where nobody else comes; and an odd factor: multiplied by it, every index has an address of its own. */
const SOURCES = 0x0a80_0000;
const SOURCE_BITS = 0x007f_ffff;
const SCATTER = 0x9e37_79b1;
const TARGET = 0x0a02_0001;

export function* flood(index: number, { writer, random, truth }: Stage): Script {
  const host = SOURCES | (Math.imul(index, SCATTER) & SOURCE_BITS);
  const originator = createSender(host, random.between(1024, 65_535), random);
  const responder = createSender(TARGET, 443, random);
  writer.segment(originator, responder, SYN);
  truth.connections += 1;
  const roll = random.between(0, 99);
  if (roll < 50) return;
  if (roll < 70) {
    for (let retry = 0; retry < SYN_RETRIES; retry++) {
      yield SECOND * 2 ** retry + timerLateness(random);
      writer.synAgain(originator, responder, SYN);
    }
    return;
  }
  yield 50;
  writer.segment(responder, originator, SYN | ACK);
  if (roll < 85) {
    yield random.between(200, 80 * MILLISECOND);
    // A host without the connection takes the number of its RST from the acknowledgment (RFC 9293 §3.10.7.1).
    writer.segment(originator, responder, RST);
    return;
  }
  for (let retry = 0; retry < SYN_ACK_RETRIES; retry++) {
    yield SECOND * 2 ** retry + timerLateness(random);
    writer.synAgain(responder, originator, SYN | ACK);
  }
}
