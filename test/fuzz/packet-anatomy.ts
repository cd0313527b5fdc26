/**
 * Where the numbers of a sound packet lie, from its link layer to its TCP options. From the protocols' specifications,
 * for what test/support/packets.ts writes; shares nothing with src/wire. Ends where it meets what it does not know.
 */
import type { Field } from './field.ts';

/** LINKTYPE_ numbers to the protocol that a frame begins with. */
const LINKS: Readonly<Record<number, string>> = {
  0: 'loopback',
  1: 'ethernet',
  9: 'ppp',
  50: 'ppp',
  51: 'pppoe',
  101: 'ip',
  104: 'ppp',
  108: 'loopback',
  113: 'sll',
  228: 'ip',
  229: 'ip',
  276: 'sll2',
};

const ETHER_TYPES: Readonly<Record<number, string>> = {
  2048: 'ip',
  34525: 'ip',
  33024: 'vlan',
  34984: 'vlan',
  37120: 'vlan',
  34887: 'mpls',
  34916: 'pppoe',
  25944: 'ethernet',
  34827: 'ppp',
};

const PROTOCOLS: Readonly<Record<number, string>> = {
  0: 'extension',
  1: 'icmp',
  4: 'ip',
  6: 'tcp',
  17: 'udp',
  41: 'ip',
  43: 'extension',
  44: 'fragment',
  47: 'gre',
  51: 'authentication',
  58: 'icmp',
  60: 'extension',
};

/** The fields of the frame [start, end), whose link type is `linkType`. */
export function packetFields(octets: Uint8Array, start: number, end: number, linkType: number): Field[] {
  return new Anatomy(octets, start, end).fields(LINKS[linkType] ?? '');
}

class Anatomy {
  private readonly octets: Uint8Array;
  private at: number;
  private readonly end: number;
  private readonly found: Field[] = [];

  constructor(octets: Uint8Array, start: number, end: number) {
    this.octets = octets;
    this.at = start;
    this.end = end;
  }

  fields(first: string): Field[] {
    let layer = first;
    for (let depth = 0; depth < 64 && layer !== '' && this.at < this.end; depth++) layer = this.layer(layer);
    return this.found.filter(({ at, octets }) => at + octets <= this.end);
  }

  private layer(name: string): string {
    switch (name) {
      case 'ethernet':
        return this.etherType('ethernet.type', 12, 14);
      case 'vlan':
        this.note('vlan.tag', 0, 2);
        return this.etherType('vlan.type', 2, 4);
      case 'sll':
        return this.etherType('sll.protocol', 14, 16);
      case 'sll2':
        return this.etherType('sll2.protocol', 0, 20);
      case 'loopback':
        this.note('loopback.family', 0, 4);
        return this.pass(4, 'ip');
      case 'mpls':
        this.note('mpls.entry', 0, 4);
        this.note('mpls.bottom', 2, 1, { mask: 1n, isLength: true });
        return this.pass(4, this.u8(2) & 1 ? 'ip' : 'mpls');
      case 'pppoe':
        this.note('pppoe.type', 0, 2);
        this.note('pppoe.length', 4, 2, { isLength: true });
        return this.pass(6, 'ppp');
      case 'ppp':
        return this.ppp();
      case 'ip':
        return this.u8(0) >>> 4 === 6 ? this.ipv6() : this.ipv4();
      case 'extension':
        return this.extension('ipv6.extension', (this.u8(1) + 1) * 8);
      case 'authentication':
        return this.extension('authentication', (this.u8(1) + 2) * 4);
      case 'fragment':
        this.note('ipv6.fragment-offset', 2, 2, { mask: 0xfff8n, isLength: true });
        return this.extension('ipv6.fragment', 8);
      case 'gre':
        return this.gre();
      case 'udp':
        this.note('udp.destination', 2, 2);
        this.note('udp.length', 4, 2, { isLength: true });
        this.note('vxlan.flags', 8, 1);
        return this.pass(16, 'ethernet');
      case 'icmp':
        this.note('icmp.type', 0, 1);
        this.note('icmp.code', 1, 1);
        return this.pass(8, 'ip');
      case 'tcp':
        return this.tcp();
      default:
        return '';
    }
  }

  private etherType(name: string, offset: number, header: number): string {
    this.note(name, offset, 2);
    const type = this.u16(offset);
    if (type === 0x05dc || type < 0x600)
      return this.pass(header + 8, ETHER_TYPES[this.u16(header + 6)] ?? '');
    return this.pass(header, ETHER_TYPES[type] ?? '');
  }

  private ppp(): string {
    if (this.u16(0) === 0xff03) this.at += 2;
    else if (this.u16(0) === 0x0f00) return this.etherType('hdlc.protocol', 2, 4);
    const octets = this.u8(0) & 1 ? 1 : 2;
    this.note('ppp.protocol', 0, octets);
    const protocol = octets === 1 ? this.u8(0) : this.u16(0);
    return this.pass(
      octets,
      protocol === 0x0281 ? 'mpls' : protocol === 0x21 || protocol === 0x57 ? 'ip' : '',
    );
  }

  private ipv4(): string {
    this.note('ipv4.version', 0, 1, { mask: 0xf0n });
    this.note('ipv4.ihl', 0, 1, { mask: 0x0fn, isLength: true });
    this.note('ipv4.total-length', 2, 2, { isLength: true });
    this.note('ipv4.identification', 4, 2);
    this.note('ipv4.fragment-offset', 6, 2, { mask: 0x1fffn, isLength: true });
    this.note('ipv4.flags', 6, 1, { mask: 0xe0n });
    this.note('ipv4.ttl', 8, 1);
    this.note('ipv4.protocol', 9, 1);
    this.note('ipv4.source', 12, 4);
    this.note('ipv4.destination', 16, 4);
    return this.pass((this.u8(0) & 15) * 4, PROTOCOLS[this.u8(9)] ?? '');
  }

  private ipv6(): string {
    this.note('ipv6.version', 0, 1, { mask: 0xf0n });
    this.note('ipv6.payload-length', 4, 2, { isLength: true });
    this.note('ipv6.next-header', 6, 1);
    this.note('ipv6.hop-limit', 7, 1);
    this.note('ipv6.source', 20, 4);
    return this.pass(40, PROTOCOLS[this.u8(6)] ?? '');
  }

  private extension(name: string, length: number): string {
    this.note(`${name}.next-header`, 0, 1);
    this.note(`${name}.length`, 1, 1, { isLength: true });
    return this.pass(length, PROTOCOLS[this.u8(0)] ?? '');
  }

  private gre(): string {
    const flags = this.u16(0);
    this.note('gre.flags', 0, 2, { isLength: true });
    this.note('gre.protocol', 2, 2);
    const protocol = this.u16(2);
    const fields = [0xc000, 0x2000, 0x1000, 0x0080].filter((bits) => (flags & bits) !== 0).length;
    this.at += 4 + 4 * fields;
    while (flags & 0x4000 && this.at < this.end) {
      this.note('gre.route-length', 3, 1, { isLength: true });
      const isLast = this.u16(0) === 0 && this.u8(3) === 0;
      this.at += 4 + this.u8(3);
      if (isLast) break;
    }
    return ETHER_TYPES[protocol] ?? '';
  }

  private tcp(): string {
    this.note('tcp.source', 0, 2);
    this.note('tcp.destination', 2, 2);
    this.note('tcp.sequence', 4, 4);
    this.note('tcp.acknowledgment', 8, 4);
    this.note('tcp.data-offset', 12, 1, { mask: 0xf0n, isLength: true });
    this.note('tcp.flags', 13, 1);
    this.note('tcp.window', 14, 2);
    const header = (this.u8(12) >>> 4) * 4;
    for (let option = 20; option + 1 < header; ) {
      const kind = this.u8(option);
      if (kind === 0) break;
      const length = kind === 1 ? 1 : this.u8(option + 1);
      this.note('tcp.option-kind', option, 1);
      if (kind !== 1) this.note('tcp.option-length', option + 1, 1, { isLength: true });
      if (kind === 3) this.note('tcp.window-scale', option + 2, 1);
      if (kind === 8) this.note('tcp.timestamp', option + 2, 4);
      if (kind === 8) this.note('tcp.timestamp-echo', option + 6, 4);
      if (kind === 5) this.note('tcp.sack-edge', option + 2, 4);
      if (length < 1) break;
      option += length;
    }
    return '';
  }

  private note(name: string, offset: number, octets: number, more: Partial<Field> = {}): void {
    this.found.push({ name, at: this.at + offset, octets, littleEndian: false, isLength: false, ...more });
  }

  private pass(octets: number, next: string): string {
    this.at += octets;
    return next;
  }

  private u8(offset: number): number {
    return this.octets[this.at + offset] ?? 0;
  }

  private u16(offset: number): number {
    return this.u8(offset) * 256 + this.u8(offset + 1);
  }
}
