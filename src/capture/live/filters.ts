/**
 * The pcap filters (pcap-filter(7)) of a live capture that the user gave none for: TCP, and the ICMP errors that may
 * quote it, in IPv4 and IPv6, untagged or in one or two VLANs.
 */

/**
 * `tcp` alone matches later IPv4 fragments too, and IPv6 behind a fragment header; one extension header of another kind
 * (hop-by-hop 0, routing 43, destination options 60) is looked behind by hand. ICMP: RFC 1122 §3.2.2, the error
 * messages 3, 4, 5, 11, 12; RFC 4443 §2.1, those below 128, of which 1 to 4 are assigned.
 */
const UNTAGGED: string = [
  'tcp',
  '((ip6[6] = 0 or ip6[6] = 43 or ip6[6] = 60) and ip6[40] = 6)',
  'icmp[0] = 3 or icmp[0] = 4 or icmp[0] = 5 or icmp[0] = 11 or icmp[0] = 12',
  '(icmp6 and ip6[40] < 5)',
].join(' or ');

/**
 * Every `vlan` moves the offsets of all that follows by four octets, so that it comes last. The kernel of Linux takes
 * the outer tag out of a frame before the filter sees it: then the first part is what matches.
 */
const WITH_VLANS: string = `${UNTAGGED} or (vlan and (${UNTAGGED} or (vlan and (${UNTAGGED}))))`;

/**
 * For link types that have no keyword `vlan` (cooked, raw IP, loopback of BSD): there every frame is taken whose tag
 * the kernel has left in place.
 */
const ANY_TAGGED: string = `${UNTAGGED} or ether proto 0x8100 or ether proto 0x88a8`;

/** Filters to try, the most exact one first: the link type decides, and is known only to the engine. */
export function defaultFilters(interfaceName: string): readonly string[] {
  return interfaceName === 'any' ? [ANY_TAGGED] : [WITH_VLANS, ANY_TAGGED];
}
