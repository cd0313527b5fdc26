/**
 * Builds the octets of packets for tests: `packet(ethernet(), vlan(7), ipv4(), tcp({ flags: ACK }), 'payload')`.
 * Headers go from the outside inwards; each writes the type number and the length of what it carries by itself, unless an
 * option says something else. Independent of src/: what it writes comes from the protocols' specifications.
 */

/** One header of a packet. The numbers are what the header around it writes to announce it. */
export interface Header {
  write(payload: Uint8Array, inner: Partial<Header>): Uint8Array;
  etherType?: number;
  ipProtocol?: number;
  pppProtocol?: number;
  addressFamily?: number;
}

/** What a packet is made of: headers, and octets as they are or as the UTF-8 of a string. */
export type Part = Header | Uint8Array | string;

/** The octets of a packet. */
export function packet(...parts: readonly Part[]): Uint8Array {
  let octets: Uint8Array = new Uint8Array(0);
  let inner: Partial<Header> = {};
  for (const part of [...parts].reverse()) {
    if (typeof part === 'string') octets = join(new TextEncoder().encode(part), octets);
    else if (part instanceof Uint8Array) octets = join(part, octets);
    else {
      octets = part.write(octets, inner);
      inner = part;
    }
  }
  return octets;
}

/** Octets from hexadecimal digits; blanks are ignored. */
export function hex(digits: string): Uint8Array {
  return Uint8Array.from(Buffer.from(digits.replaceAll(/\s/g, ''), 'hex'));
}

/** Ethernet; without a type of its own or of its payload, the field is the IEEE 802.3 length. */
export function ethernet({ type, padTo = 0 }: { type?: number; padTo?: number } = {}): Header {
  return {
    etherType: 0x6558,
    write(payload, inner) {
      const header = join(
        hex('02 00 00 00 00 02  02 00 00 00 00 01'),
        u16(type ?? inner.etherType ?? payload.length),
      );
      return join(header, payload, new Uint8Array(Math.max(0, padTo - 14 - payload.length)).fill(0xee));
    },
  };
}

/** A VLAN tag; `tpid` is what the header before it announces. */
export function vlan(
  id: number,
  { tpid = 0x8100, priority = 0 }: { tpid?: number; priority?: number } = {},
): Header {
  return {
    etherType: tpid,
    write: (payload, inner) =>
      join(u16((priority << 13) | id), u16(inner.etherType ?? payload.length), payload),
  };
}

/** LLC and SNAP with an EtherType. */
export function snap(): Header {
  return { write: (payload, inner) => join(hex('aaaa03 000000'), u16(inner.etherType ?? 0), payload) };
}

/** A whole MPLS label stack. */
export function mpls(...labels: readonly number[]): Header {
  const entries = labels.map((label, index) =>
    u32(label * 0x1000 + (index === labels.length - 1 ? 0x100 : 0) + 0x40),
  );
  return { etherType: 0x8847, pppProtocol: 0x0281, write: (payload) => join(...entries, payload) };
}

/** A PPPoE session header; ppp() goes inside it. */
export function pppoe({ session = 1, code = 0 }: { session?: number; code?: number } = {}): Header {
  return {
    etherType: code === 0 ? 0x8864 : 0x8863,
    write: (payload) => join([0x11, code], u16(session), u16(payload.length), payload),
  };
}

/** PPP: `framed` with the address and control octets, `compressed` with one octet of protocol. */
export function ppp({
  framed = false,
  compressed = false,
}: {
  framed?: boolean;
  compressed?: boolean;
} = {}): Header {
  return {
    etherType: 0x880b,
    write(payload, inner) {
      const protocol = inner.pppProtocol ?? 0xc021;
      return join(framed ? [0xff, 0x03] : [], compressed ? [protocol] : u16(protocol), payload);
    },
  };
}

/** Cisco HDLC. */
export function ciscoHdlc(): Header {
  return { write: (payload, inner) => join([0x0f, 0x00], u16(inner.etherType ?? 0), payload) };
}

/** LINUX_SLL. */
export function sll({ protocol }: { protocol?: number } = {}): Header {
  return {
    write: (payload, inner) =>
      join(hex('0000 0001 0006 020000000001 0000'), u16(protocol ?? inner.etherType ?? 4), payload),
  };
}

/** LINUX_SLL2. */
export function sll2({ interfaceIndex = 2 }: { interfaceIndex?: number } = {}): Header {
  return {
    write: (payload, inner) =>
      join(
        u16(inner.etherType ?? 4),
        u16(0),
        u32(interfaceIndex),
        hex('0001 00 06 0200000000010000'),
        payload,
      ),
  };
}

/** NULL (in the byte order of the capturing host) and LOOP (in network order, which is not `littleEndian`). */
export function loopback({
  littleEndian = true,
  family,
}: {
  littleEndian?: boolean;
  family?: number;
} = {}): Header {
  return {
    write(payload, inner) {
      const value = u32(family ?? inner.addressFamily ?? 0);
      return join(littleEndian ? value.reverse() : value, payload);
    },
  };
}

export interface Ipv4Fields {
  source?: string;
  destination?: string;
  ttl?: number;
  id?: number;
  protocol?: number;
  options?: Uint8Array;
  totalLength?: number;
  /** In octets, a multiple of 8. */
  fragmentOffset?: number;
  moreFragments?: boolean;
}

export function ipv4(fields: Ipv4Fields = {}): Header {
  const { source = '10.0.0.1', destination = '10.0.0.2', ttl = 64, id = 0, options = hex('') } = fields;
  const fragment = ((fields.fragmentOffset ?? 0) >>> 3) | (fields.moreFragments ? 0x2000 : 0);
  return {
    etherType: 0x0800,
    ipProtocol: 4,
    pppProtocol: 0x0021,
    addressFamily: 2,
    write(payload, inner) {
      const length = 20 + options.length;
      const header = join(
        [0x40 | (length >>> 2), 0],
        u16(fields.totalLength ?? length + payload.length),
        u16(id),
        u16(fragment),
        [ttl, fields.protocol ?? inner.ipProtocol ?? 253, 0, 0],
        addressOctets(source),
        addressOctets(destination),
        options,
      );
      header.set(u16(internetChecksum(header)), 10);
      return join(header, payload);
    },
  };
}

export interface Ipv6Fields {
  source?: string;
  destination?: string;
  hopLimit?: number;
  nextHeader?: number;
  payloadLength?: number;
}

export function ipv6(fields: Ipv6Fields = {}): Header {
  const { source = '2001:db8::1', destination = '2001:db8::2', hopLimit = 64 } = fields;
  return {
    etherType: 0x86dd,
    ipProtocol: 41,
    pppProtocol: 0x0057,
    addressFamily: 30,
    write: (payload, inner) =>
      join(
        hex('60000000'),
        u16(fields.payloadLength ?? payload.length),
        [fields.nextHeader ?? inner.ipProtocol ?? 59, hopLimit],
        addressOctets(source),
        addressOctets(destination),
        payload,
      ),
  };
}

/** An IPv6 extension header in units of 8 octets (hop-by-hop 0, routing 43, destination 60 ...), filled by one PadN. */
export function extension(protocol: number, { units = 1 }: { units?: number } = {}): Header {
  const padding = [1, units * 8 - 4, ...new Array<number>(units * 8 - 4).fill(0)];
  return {
    ipProtocol: protocol,
    write: (payload, inner) => join([inner.ipProtocol ?? 59, units - 1], padding, payload),
  };
}

export function ipv6Fragment({ offset = 0, more = true }: { offset?: number; more?: boolean } = {}): Header {
  return {
    ipProtocol: 44,
    write: (payload, inner) =>
      join([inner.ipProtocol ?? 59, 0], u16(offset | (more ? 1 : 0)), u32(7), payload),
  };
}

/** An authentication header with 12 octets of check value. */
export function authentication(): Header {
  return {
    ipProtocol: 51,
    write: (payload, inner) => join([inner.ipProtocol ?? 59, 4, 0, 0], new Uint8Array(20), payload),
  };
}

export interface TcpFields {
  sourcePort?: number;
  destinationPort?: number;
  sequence?: number;
  acknowledgment?: number;
  flags?: number;
  window?: number;
  mss?: number;
  windowScale?: number;
  sackPermitted?: boolean;
  timestamps?: readonly [value: number, echo: number];
  sack?: readonly (readonly [left: number, right: number])[];
  /** More options, raw, after those above; all of them are padded to 4 octets. */
  options?: Uint8Array;
  /** In words, where the field shall lie. */
  dataOffset?: number;
}

export function tcp(fields: TcpFields = {}): Header {
  const { sourcePort = 40_000, destinationPort = 443, sequence = 1000, acknowledgment = 2000 } = fields;
  const { flags = 0x10, window = 501 } = fields;
  const options = tcpOptions(fields);
  const dataOffset = fields.dataOffset ?? 5 + options.length / 4;
  return {
    ipProtocol: 6,
    write: (payload) =>
      join(
        u16(sourcePort),
        u16(destinationPort),
        u32(sequence),
        u32(acknowledgment),
        [dataOffset << 4, flags],
        u16(window),
        u32(0),
        options,
        payload,
      ),
  };
}

export function udp({
  sourcePort = 50_000,
  destinationPort = 53,
}: {
  sourcePort?: number;
  destinationPort?: number;
} = {}): Header {
  return {
    ipProtocol: 17,
    write: (payload) => join(u16(sourcePort), u16(destinationPort), u16(8 + payload.length), u16(0), payload),
  };
}

/** A VXLAN header; udp({ destinationPort: 4789 }) goes around it. */
export function vxlan(network: number, { flags = 0x08 }: { flags?: number } = {}): Header {
  return { write: (payload) => join([flags, 0, 0, 0], u32(network * 0x100), payload) };
}

export interface GreFields {
  checksum?: boolean;
  key?: number;
  sequence?: number;
  /** RFC 1701 source route entries, raw, with the closing one. */
  routing?: Uint8Array;
  version?: 0 | 1;
  acknowledgment?: number;
  protocol?: number;
}

export function gre(fields: GreFields = {}): Header {
  const { checksum = false, key, sequence, routing, version = 0, acknowledgment } = fields;
  const flags =
    (checksum ? 0x8000 : 0) |
    (routing ? 0x4000 : 0) |
    (key === undefined ? 0 : 0x2000) |
    (sequence === undefined ? 0 : 0x1000) |
    (acknowledgment === undefined ? 0 : 0x0080) |
    version;
  return {
    ipProtocol: 47,
    write: (payload, inner) =>
      join(
        u16(flags),
        u16(fields.protocol ?? inner.etherType ?? 0),
        checksum || routing ? u32(0) : [],
        key === undefined ? [] : u32(key),
        sequence === undefined ? [] : u32(sequence),
        acknowledgment === undefined ? [] : u32(acknowledgment),
        routing ?? [],
        payload,
      ),
  };
}

/** An ICMP message of IPv4; what it quotes goes inside. */
export function icmp(type: number, code: number): Header {
  return { ipProtocol: 1, write: (payload) => join([type, code, 0, 0], u32(0), payload) };
}

/** An ICMPv6 message; what it quotes goes inside. */
export function icmpV6(type: number, code: number): Header {
  return { ipProtocol: 58, write: (payload) => join([type, code, 0, 0], u32(0), payload) };
}

/** The octets of an IPv4 or IPv6 address in text (IPv6 without a dotted part). */
export function addressOctets(text: string): Uint8Array {
  if (text.includes('.')) return Uint8Array.from(text.split('.').map(Number));
  const [head = '', tail = ''] = text.split('::');
  const before = head.split(':').filter(Boolean);
  const after = tail.split(':').filter(Boolean);
  const zeros = new Array<string>(8 - before.length - after.length).fill('0');
  return join(...[...before, ...zeros, ...after].map((group) => u16(Number.parseInt(group, 16))));
}

function tcpOptions({ mss, windowScale, sackPermitted, timestamps, sack, options }: TcpFields): Uint8Array {
  const octets = join(
    mss === undefined ? [] : join([2, 4], u16(mss)),
    sackPermitted ? [1, 1, 4, 2] : [],
    timestamps ? join([1, 1, 8, 10], u32(timestamps[0]), u32(timestamps[1])) : [],
    sack
      ? join([1, 1, 5, 2 + 8 * sack.length], ...sack.flatMap(([left, right]) => [u32(left), u32(right)]))
      : [],
    windowScale === undefined ? [] : [1, 3, 3, windowScale],
    options ?? [],
  );
  return join(octets, new Uint8Array(-octets.length & 3));
}

function join(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const octets = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    octets.set(part, at);
    at += part.length;
  }
  return octets;
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value);
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

function internetChecksum(octets: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < octets.length; at += 2) sum += ((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0);
  sum = (sum & 0xffff) + (sum >>> 16);
  return ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
}
