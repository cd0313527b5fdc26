/** Endpoints as numbers, for maps over many connections. */
import type { TimelineEndpoint } from '../../timeline/endpoint.ts';

/** Of an address; equal ones for different addresses do not occur in practice (53 bits). */
export function hostKey({ address }: TimelineEndpoint): number {
  // By index: this is asked of 10,000 endpoints, once, and taking an array apart costs more than the key.
  const a = address[0];
  const b = address[1];
  const c = address[2];
  const d = address[3];
  const low = Math.imul(Math.imul(a, 0x9e37_79b1) ^ b, 0x85eb_ca6b) ^ Math.imul(c, 0xc2b2_ae35) ^ d;
  const high = Math.imul(d ^ Math.imul(a, 0x27d4_eb2f), 0x1656_67b1) ^ Math.imul(b, 0x2545_f491);
  return (high & 0x1f_ffff) * 2 ** 32 + (low >>> 0);
}

/** Of an address and its port. */
export function serviceKey(endpoint: TimelineEndpoint): number {
  const [a, b, c, d] = endpoint.address;
  return hostKey({ address: [a ^ Math.imul(endpoint.port, 0x9e37_79b1), b, c, d], port: 0 });
}
