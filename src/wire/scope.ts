/**
 * The hash that tells equal addresses in different virtual networks apart (Segment.scope). Both directions of a
 * connection must come to the same value, so only identifiers that the two directions share are folded in, and a tunnel's
 * outer addresses without regard to their order.
 * Invariant: within one kind, and with nothing folded in before, different identifiers have different hashes.
 */
import type { Segment } from './segment.ts';

/** What an identifier identifies: the high octet of the folded word; the identifiers have 24 bits or fewer. */
export const VLAN_ID = 0x01_00_0000;
export const VXLAN_NETWORK = 0x02_00_0000;
const GRE_KEY = 0x03_00_0000;
const TUNNEL = 0x04_00_0000;

/** Folds in an identifier of up to 24 bits. */
export function foldIdentifier(scope: number, kind: number, identifier: number): number {
  // 0 means that nothing was folded in.
  return mix(scope, kind | identifier) || 1;
}

/** Folds in a GRE key, which has 32 bits (RFC 2890 §2.1). */
export function foldGreKey(scope: number, key: number): number {
  return mix(mix(scope, GRE_KEY), key) || 1;
}

/** Folds in the addresses that the Segment holds, which are those of a tunnel's outer header. */
export function foldTunnel(scope: number, outer: Segment): number {
  const source = mix(mix(mix(mix(0, outer.source0), outer.source1), outer.source2), outer.source3);
  const destination = mix(
    mix(mix(mix(0, outer.destination0), outer.destination1), outer.destination2),
    outer.destination3,
  );
  return mix(mix(scope, TUNNEL), (source + destination) | 0) || 1;
}

/** A bijection of `value` for each `hash`, and of `hash` for each `value` (the finalizer of MurmurHash3). */
function mix(hash: number, value: number): number {
  let mixed = Math.imul(hash ^ value, 0x9e37_79b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return mixed ^ (mixed >>> 16);
}
