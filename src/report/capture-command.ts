/** What to type to capture what this capture lacks: a complete tcpdump command. */
import { isIP } from 'node:net';

import type { Endpoint } from './model.ts';

/** What a capture must hold; both null: all of TCP. */
export interface CaptureWish {
  originator: Endpoint | null;
  responder: Endpoint | null;
  /** How long it takes to see what is missing. */
  seconds: number;
}

const HOUR = 3600;

/**
 * `tcpdump -i any -s 256 -B 16384 -G 3600 -W 3 -w keepalive-%Y%m%d-%H%M%S.pcap '...'`: headers and the beginnings of payloads;
 * a buffer that bursts do not overrun (the default loses them on `any`); a file an hour; and ICMP errors, which routers
 * send from other addresses.
 */
export function captureCommand({ originator, responder, seconds }: CaptureWish): string {
  const files = Math.ceil(seconds / HOUR);
  const rotation = files > 1 ? `-G ${HOUR} -W ${files}` : `-G ${Math.ceil(seconds)} -W 1`;
  const name = files > 1 ? 'keepalive-%Y%m%d-%H%M%S.pcap' : 'keepalive.pcap';
  return `tcpdump -i any -s 256 -B 16384 ${rotation} -w ${name} '${filterOf(originator, responder)}'`;
}

/** What a sentence says before the command that it ends with, and the command; empty: it ends with none. */
export function partedFromCommand(sentence: string): [lead: string, command: string] {
  const at = sentence.search(/tcpdump -i any .*'$/);
  return at < 0 ? [sentence, ''] : [sentence.slice(0, at), sentence.slice(at)];
}

function filterOf(originator: Endpoint | null, responder: Endpoint | null): string {
  // Text may name a host as nobody else can, and a service whose port is not known.
  const parts = [originator, responder].flatMap((side) =>
    side === null || isIP(side.address) === 0 ? [] : [`host ${side.address}`],
  );
  parts.push(responder === null || responder.port === 0 ? 'tcp' : `tcp port ${responder.port}`);
  return `(${parts.join(' and ')}) or icmp or icmp6`;
}
