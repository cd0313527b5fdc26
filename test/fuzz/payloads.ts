/** What real programs say: the beginnings of payloads in fixtures/heartbeats/, for the readers of payloads in wire/. */
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../fixtures/heartbeats/', import.meta.url);
const PCAP_HEADER = 24;
const RECORD_HEADER = 16;
const ETHERNET = 14;

let known: Uint8Array[] | null = null;

/** Each once, in the order of the files. */
export function realPayloads(): readonly Uint8Array[] {
  known ??= [...new Map(allPayloads().map((payload) => [payload.toString('latin1'), payload])).values()];
  return known;
}

function allPayloads(): Buffer[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.pcap'));
  return names.sort().flatMap((name) => [...payloadsOf(readFileSync(new URL(name, FOLDER)))]);
}

/** Of a capture of IPv4 on Ethernet, as tcpdump writes it on this kind of machine. */
function* payloadsOf(capture: Buffer): Generator<Buffer> {
  for (let at = PCAP_HEADER; at + RECORD_HEADER <= capture.length; ) {
    const frame = capture.subarray(at + RECORD_HEADER, at + RECORD_HEADER + capture.readUInt32LE(at + 8));
    at += RECORD_HEADER + frame.length;
    if (frame.readUInt16BE(ETHERNET - 2) !== 0x0800) continue;
    const packet = frame.subarray(ETHERNET);
    const segment = packet.subarray(4 * (packet.readUInt8(0) & 0x0f));
    const payload = segment.subarray(4 * (segment.readUInt8(12) >> 4));
    if (payload.length > 0) yield payload;
  }
}
