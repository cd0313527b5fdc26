/** A capture that is as large as a test wants it, of what is simple: connections that are refused. */
import { buildPcap, type CapturedFrame } from './captures.ts';
import { ethernet, ipv4, packet, tcp } from './packets.ts';

const SYN = 0x02;
const ACK = 0x10;
const RST = 0x04;

/** Connections that begin and are refused, from as many ports; then frames of 1,000 octets that hold no IP. */
export function refusedConnections(count: number, strangers = 0): Uint8Array {
  const frames: CapturedFrame[] = [];
  for (let index = 0; index < count; index += 1) {
    const sourcePort = 10_000 + index;
    const time = 1_600_000_000_000_000_000n + BigInt(index) * 1_000_000_000n;
    const there = { sourcePort, destinationPort: 22, sequence: 1, acknowledgment: 0, flags: SYN };
    const back = {
      sourcePort: 22,
      destinationPort: sourcePort,
      sequence: 0,
      acknowledgment: 2,
      flags: RST | ACK,
    };
    const [near, far] = ['10.0.0.1', '10.0.0.2'];
    frames.push({ time, octets: packet(ethernet(), ipv4({ source: near, destination: far }), tcp(there)) });
    const answer = packet(ethernet(), ipv4({ source: far, destination: near }), tcp(back));
    frames.push({ time: time + 1_000_000n, octets: answer });
  }
  // 0x88b5: IEEE 802, for local experiments.
  const stranger = packet(ethernet({ type: 0x88b5, padTo: 1000 }));
  const last = frames.at(-1)?.time ?? 0n;
  for (let index = 0; index < strangers; index += 1) frames.push({ time: last, octets: stranger });
  return buildPcap(frames);
}
