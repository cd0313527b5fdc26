/** What a frame proves of a finding, as a clause after `frame N: `. */
import type { FindingProof, FindingProofCode } from '../diagnosis/finding.ts';
import type { ProofCode } from '../diagnosis/verdict.ts';
import { roughDuration } from './duration.ts';
import { proofText, roleOf } from './messages.ts';
import type { Role } from './model.ts';
import { quantity } from './quantity.ts';

type OwnProofCode = Exclude<FindingProofCode, ProofCode>;

interface ProofWords {
  side: Role;
  duration: string;
  numbers: readonly [number, number];
}

export function findingProofText(proof: FindingProof): string {
  const { code, direction, duration, numbers = [0, 0] } = proof;
  if (!isOwn(code)) return proofText({ ...proof, code });
  const words = { side: roleOf(direction), duration: roughDuration((duration ?? 0) / 1e9), numbers };
  return PROOFS[code](words);
}

function isOwn(code: FindingProofCode): code is OwnProofCode {
  return Object.hasOwn(PROOFS, code);
}

const PROOFS: Readonly<Record<OwnProofCode, (words: ProofWords) => string>> = {
  'probe-acknowledged-in-vain': ({ side }) =>
    `probe of the ${side}; its answer was captured but never reached it`,
  'probe-of-side': ({ side }) => `probe of the ${side}`,
  'probe-late': ({ side, duration }) =>
    `probe of the ${side}, ${duration} after it had last received something: the longest such time`,
  'probe-pushed': ({ side }) => `probe of the ${side} with PSH and without payload`,
  'probe-with-old-acknowledgment': ({ side }) =>
    `probe in the ${side}'s name with an acknowledgment below an earlier one`,
  'probe-of-other-distance': ({ side, numbers: [ttl, usual] }) =>
    `probe with TTL ${ttl}; other packets of the ${side} come with ${usual}`,
  'probe-without-timestamps': ({ side }) =>
    `probe without timestamps; other packets of the ${side} have them`,
  'probe-without-identification': ({ side }) =>
    `probe with IP identification 0; other packets of the ${side} are counted`,
  'probe-with-smaller-window': ({ side }) =>
    `probe with a smaller window than the ${side} had advertised; hosts take none back`,
  'window-probe': ({ side }) => `window probe of the ${side}`,
  'icmp-error': ({ numbers: [kind, version] }) =>
    version === 0 ? 'ICMP error about a probe' : `ICMP error: ${icmpText(kind >> 8, kind & 0xff, version)}`,
  'reset-of-other-distance': ({ side, numbers: [ttl, usual] }) =>
    `reset with TTL ${ttl}; other packets of the ${side} come with ${usual}`,
  'reset-sooner-than-answers': () => 'reset in less than half the time that the quickest answer took',
  'reset-without-identification': ({ side }) =>
    `RST,ACK with IP identification 0; other packets of the ${side} are counted`,
  'reset-without-timestamps': ({ side }) =>
    `RST,ACK without timestamps; other packets of the ${side} have them`,
  'reset-by-stateless-host': () =>
    'bare reset, the shape that a host sends which does not know the connection',
  'closed-when-idle': ({ side, duration }) =>
    duration === '0 s' ? `FIN of the ${side}` : `FIN of the ${side}, after ${duration} of idle time`,
  'reset-when-idle': ({ side, duration }) => `reset in the name of the ${side}, after ${duration} of silence`,
  'request-after-fin': ({ side, duration }) => `data of the ${side}, ${duration} after the FIN`,
  'request-before-fin': ({ side, duration }) =>
    `data of the ${side}, on its way when the FIN came ${duration} later`,
  'request-met-reset': ({ side }) => `reset of the ${side}, which had closed`,
  'still-there': ({ side }) => `the ${side} is still there`,
  'data-unacknowledged': ({ side }) => `data of the ${side}, not acknowledged; no probe since`,
  'silence-survived': ({ duration }) => `last frame of a connection that survived ${duration} of silence`,
  'silence-not-survived': ({ side, duration }) =>
    `sent by the ${side} after ${duration} of silence, on a connection that was gone`,
  'open-at-end': () => 'last frame of a connection that was open at the end',
  heartbeat: ({ side }) => `heartbeat of the ${side}`,
  'heartbeat-unanswered': ({ side }) =>
    `heartbeat of the ${side}, acknowledged by the other's kernel, no answer`,
  'last-payload': ({ side }) => `last payload of the ${side}`,
  'ended-after-silence': ({ side, duration }) =>
    `the ${side} ends the connection ${duration} after it last heard of the other's application`,
  'too-many-pings': ({ side }) => `GOAWAY of the ${side}: ENHANCE_YOUR_CALM`,
  'copied-connection': ({ numbers: [id, copies] }) =>
    `first frame of connection ${id}: ${quantity(copies, 'frame')} of it ${copies === 1 ? 'is' : 'are'} copied`,
};

/** RFC 792, RFC 1812 §5.2.7.1; RFC 4443 §3. */
function icmpText(type: number, code: number, version: number): string {
  const texts: Readonly<Record<string, string>> = version === 4 ? V4 : V6;
  return texts[`${type}/${code}`] ?? texts[`${type}`] ?? `type ${type}, code ${code}`;
}

const V4 = {
  '3/0': 'network unreachable',
  '3/1': 'host unreachable',
  '3/2': 'protocol unreachable',
  '3/3': 'port unreachable',
  '3/9': 'network prohibited by an administrator',
  '3/10': 'host prohibited by an administrator',
  '3/13': 'prohibited by an administrator',
  '3': 'destination unreachable',
  '11': 'time exceeded: a loop in the route, or too far',
  '12': 'parameter problem',
} as const;

const V6 = {
  '1/0': 'no route to the destination',
  '1/1': 'prohibited by an administrator',
  '1/3': 'address unreachable',
  '1/4': 'port unreachable',
  '1': 'destination unreachable',
  '3': 'time exceeded: a loop in the route, or too far',
  '4': 'parameter problem',
} as const;
