/**
 * client — router with NAT — server: to the server, all connections come from the router. The router keeps one entry a
 * connection, and forgets it after a time without packets (nf_conntrack(5), nft(8) masquerade).
 */
import { type RoutedNetwork, TO_SERVER } from './routed.ts';

export interface NatSettings {
  /** Seconds without a packet after which an established connection is forgotten. */
  timeout: number;
  /** Whether a packet in the middle of an unknown connection makes a new entry (nf_conntrack_tcp_loose). */
  loose: boolean;
  /** What becomes of packets that belong to no entry. */
  unknown: 'drop' | 'reset';
}

/** Makes the router of the network one with NAT. Before anything is connected. */
export async function masquerade(
  { router }: RoutedNetwork,
  { timeout, loose, unknown }: NatSettings,
): Promise<void> {
  await router.nft(`
    table ip nat {
      chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname ${TO_SERVER} masquerade
      }
      chain forward {
        type filter hook forward priority filter; policy accept;
        ct state invalid ${unknown === 'drop' ? 'drop' : 'reject with tcp reset'}
      }
    }`);
  // They exist once a rule has brought connection tracking in.
  await router.sysctl({
    'net.netfilter.nf_conntrack_tcp_timeout_established': timeout,
    'net.netfilter.nf_conntrack_tcp_loose': loose ? 1 : 0,
  });
}
