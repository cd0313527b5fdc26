/**
 * client — router with NAT — server: to the server, all connections come from the router. The router keeps one entry a
 * connection, and forgets it after a time without packets (nf_conntrack(5), nft(8) masquerade).
 */
import type { Conversation } from '../conversation.ts';
import type { Lab } from '../lab.ts';
import { CLIENT, type RoutedNetwork, TO_SERVER } from './routed.ts';

/**
 * What becomes of packets that belong to no entry: they are dropped; a reset answers them; or they pass as they are, and
 * those of the client then come to the server from an address that it does not know.
 */
export const UNKNOWN = ['drop', 'reset', 'untranslated'] as const;

/** Linux's own nf_conntrack_tcp_timeout_established, s: five days (nf_conntrack_proto_tcp.c, tcp_timeouts). */
export const USUAL_TIMEOUT = 432_000;

export interface NatSettings {
  /** Whether a packet in the middle of an unknown connection makes a new entry (nf_conntrack_tcp_loose). */
  loose: boolean;
  unknown: (typeof UNKNOWN)[number];
}

/** The rule for packets without an entry. From the server they come to an address of the router, and not further. */
const RULES: Readonly<Record<NatSettings['unknown'], string>> = {
  drop: 'ct state invalid drop',
  reset: 'ct state invalid reject with tcp reset',
  untranslated: '',
};

/** Makes the router of the network one with NAT, which forgets nothing yet. Before anything is connected. */
export async function masquerade({ router }: RoutedNetwork, { loose, unknown }: NatSettings): Promise<void> {
  await router.nft(`
    table ip nat {
      chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        oifname ${TO_SERVER} masquerade
      }
      chain forward {
        type filter hook forward priority filter; policy accept;
        ${RULES[unknown]}
      }
      chain input {
        type filter hook input priority filter; policy accept;
        ${RULES[unknown]}
      }
    }`);
  // It exists once a rule has brought connection tracking in.
  await router.sysctl({ 'net.netfilter.nf_conntrack_tcp_loose': loose ? 1 : 0 });
}

/**
 * From its next packet on, an established connection is forgotten after so many seconds without one. To be set when only
 * that packet is to come: applications may take longer from one word to the next than the NAT is to remember them.
 */
export async function forgetAfter({ router }: RoutedNetwork, seconds: number): Promise<void> {
  // An entry has the limit of the time of its last packet (nf_conntrack_tcp_packet(), nf_ct_refresh_acct()).
  await router.sysctl({ 'net.netfilter.nf_conntrack_tcp_timeout_established': seconds });
}

/** Notes by which name the NAT has made the connection known to the server; gives both names of who connected. */
export function translation(
  { journal }: Lab,
  { originator, responder }: Conversation,
): { own: string; translated: string } {
  const [own, translated] = [originator.local ?? '', responder.remote ?? ''];
  journal.translated.set(translated, own);
  return { own, translated };
}

/** Whether the NAT still has an entry for the connection that the client calls `own`. */
export async function isKnown({ router }: RoutedNetwork, own: string): Promise<boolean> {
  const port = own.slice(own.lastIndexOf(':') + 1);
  // What has expired is not listed, even where it was not yet taken out of the table (ctnetlink_dump_table()).
  const entries = await router.run('conntrack', ['-L', '-p', 'tcp', '-s', CLIENT, '--sport', port]);
  return entries.trim() !== '';
}
