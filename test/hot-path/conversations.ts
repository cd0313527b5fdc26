/** A capture of ordinary frames alone: connections that exchange data all the time, without a silence, probe or close. */
import { CaptureWriter, type Sender } from '../bench/capture-writer.ts';
import { Random } from '../bench/random.ts';

const ACK = 0x10;
const SYN = 0x02;
const CONNECTIONS = 64;
/** Between frames, microseconds: a connection is never silent for a second. */
const SPACING = 50;

/** Writes at least `frames` frames to `path`; returns how many. */
export function writeConversations(path: string, frames: number, ipv6: boolean): number {
  const random = new Random(1);
  const writer = new CaptureWriter(path, ipv6, random);
  const say = (from: Sender, to: Sender, flags: number, length = 0): void => {
    writer.segment(from, to, flags, length);
    writer.now += SPACING;
  };
  const pairs = Array.from({ length: CONNECTIONS }, (_, index) => {
    const client = sender(0x0a00_0100 + index, 40_000 + index, random);
    const server = sender(0x0a00_0001, 5432, random);
    say(client, server, SYN);
    say(server, client, SYN | ACK);
    say(client, server, ACK);
    return { client, server };
  });
  while (writer.frames < frames) {
    for (const { client, server } of pairs) {
      say(client, server, ACK, 100);
      say(server, client, ACK, writer.maximumSegment);
      say(server, client, ACK, 500);
      say(client, server, ACK);
    }
  }
  writer.close();
  return writer.frames;
}

function sender(host: number, port: number, random: Random): Sender {
  return { host, port, next: random.word(), ipId: 1, clock: random.word(), echo: 0 };
}
