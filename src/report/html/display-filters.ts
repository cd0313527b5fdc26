/** Wireshark display filters that show the frames of a connection, to be pasted. */
import type { Endpoint } from '../model.ts';
import { plainText } from '../plain-text.ts';
import type { CaptureNames, Details } from './embedded.ts';

/** For one capture that holds frames of a connection. */
export interface DisplayFilters {
  /** The capture's name; null where there is only one. */
  capture: string | null;
  /** The frames that prove something; null where none of them is in this capture. */
  evidence: string | null;
  connection: string;
}

/** For each capture that the connection lies in: its evidence, and all of it. */
export function displayFilters(connection: Details, captures: CaptureNames): DisplayFilters[] {
  const { originator, responder, firstCapture, lastCapture, verdict, findings } = connection;
  const proofs = [verdict, ...findings].flatMap(({ evidence, counterEvidence }) => [
    ...evidence,
    ...counterEvidence,
  ]);
  return captures.slice(firstCapture, lastCapture + 1).map((capture, index) => {
    const frames = proofs.filter((proof) => proof.capture === firstCapture + index).map(({ frame }) => frame);
    return {
      capture: captures.length === 1 ? null : capture,
      evidence: frames.length === 0 ? null : frameFilter(frames),
      connection: connectionFilter(originator, responder, {
        first: index === 0 ? connection.firstFrame : null,
        last: firstCapture + index === lastCapture ? connection.lastFrame : null,
      }),
    };
  });
}

/** `frame.number in {28, 29, 30, 31}`. Frames in any order, some perhaps twice. */
export function frameFilter(frames: readonly number[]): string {
  const ordered = [...new Set(frames)].sort((first, second) => first - second);
  const [only] = ordered;
  return ordered.length === 1 ? `frame.number == ${only}` : `frame.number in {${ordered.join(', ')}}`;
}

/** Of the frames of one capture; null: they begin in an earlier one, end in a later one. */
export interface FrameRange {
  first: number | null;
  last: number | null;
}

/**
 * Both directions between two endpoints, and the ICMP errors about them, which quote them. The numbers part it from
 * other connections of the same ports; an ICMP error may come later than the last segment.
 */
export function connectionFilter(
  originator: Endpoint,
  responder: Endpoint,
  { first, last }: FrameRange,
): string {
  const [protocol, icmp] = originator.address.includes(':') ? ['ipv6', 'icmpv6'] : ['ip', 'icmp'];
  const [one, other] = [plainText(originator.address), plainText(responder.address)];
  return [
    `${protocol}.addr == ${one} && ${protocol}.addr == ${other}`,
    `tcp.port == ${originator.port} && tcp.port == ${responder.port}`,
    ...(first === null ? [] : [`frame.number >= ${first}`]),
    ...(last === null ? [] : [`(frame.number <= ${last} || ${icmp})`]),
  ].join(' && ');
}
