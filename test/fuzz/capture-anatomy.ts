/**
 * Where the numbers of a sound capture lie: file header, records or blocks, options, and the packets in them. Of pcap and
 * of pcapng in either byte order, section by section; shares nothing with src/capture.
 */
import type { Field } from './field.ts';
import { packetFields } from './packet-anatomy.ts';

/** A record or a block: octets [start, end). */
export interface Part {
  start: number;
  end: number;
  /** Of pcapng, the type of the block; 0 for a record of pcap. */
  type: number;
  isFrame: boolean;
}

export interface CaptureAnatomy {
  format: 'pcap' | 'pcapng';
  /** Octets before the first part. */
  header: number;
  parts: Part[];
  fields: Field[];
}

export const SECTION_HEADER = 0x0a0d_0d0a;
const BYTE_ORDER_MAGIC = 0x1a2b_3c4d;

export function captureAnatomy(octets: Uint8Array): CaptureAnatomy {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  return view.getUint32(0) === SECTION_HEADER ? pcapng(octets, view) : pcap(octets, view);
}

function pcap(octets: Uint8Array, view: DataView): CaptureAnatomy {
  const magic = view.getUint32(0);
  const little = magic === 0xd4c3_b2a1 || magic === 0x4d3c_b2a1 || magic === 0x34cd_b2a1;
  const recordHeader = view.getUint32(0, little) === 0xa1b2_cd34 ? 24 : 16;
  const linkType = view.getUint32(20, little) & 0xffff;
  const note = noteWith(little);
  const fields = [
    note('pcap.magic', 0, 4),
    note('pcap.version', 4, 4),
    note('pcap.snaplen', 16, 4, true),
    note('pcap.link-type', 20, 4),
  ];
  const parts: Part[] = [];
  for (let start = 24; start + recordHeader <= octets.length; ) {
    const end = start + recordHeader + view.getUint32(start + 8, little);
    parts.push({ start, end, type: 0, isFrame: true });
    fields.push(
      note('pcap.seconds', start, 4),
      note('pcap.fraction', start + 4, 4),
      note('pcap.incl-len', start + 8, 4, true),
      note('pcap.orig-len', start + 12, 4, true),
      ...packetFields(octets, start + recordHeader, end, linkType),
    );
    start = end;
  }
  return { format: 'pcap', header: 24, parts, fields };
}

/** By block type: names and octets of what its body begins with. */
const BODIES: Readonly<Record<number, readonly (readonly [name: string, octets: number])[]>> = {
  [SECTION_HEADER]: [
    ['byte-order', 4],
    ['version', 4],
    ['section-length', 8],
  ],
  1: [
    ['link-type', 2],
    ['reserved', 2],
    ['snaplen', 4],
  ],
  2: [
    ['interface', 2],
    ['drops', 2],
    ['time-high', 4],
    ['time-low', 4],
    ['captured-length', 4],
    ['original-length', 4],
  ],
  3: [['original-length', 4]],
  5: [
    ['interface', 4],
    ['time-high', 4],
    ['time-low', 4],
  ],
  6: [
    ['interface', 4],
    ['time-high', 4],
    ['time-low', 4],
    ['captured-length', 4],
    ['original-length', 4],
  ],
};

function pcapng(octets: Uint8Array, view: DataView): CaptureAnatomy {
  const parts: Part[] = [];
  const fields: Field[] = [];
  let little = true;
  let linkTypes: number[] = [];
  for (let start = 0; start + 12 <= octets.length; ) {
    if (view.getUint32(start) === SECTION_HEADER) {
      little = view.getUint32(start + 8, true) === BYTE_ORDER_MAGIC;
      linkTypes = [];
    }
    const type = view.getUint32(start, little);
    const end = start + ((view.getUint32(start + 4, little) + 3) & ~3);
    const note = noteWith(little);
    fields.push(note('block.type', start, 4), note('block.length', start + 4, 4, true));
    fields.push(note('block.length-again', end - 4, 4, true));
    let at = start + 8;
    for (const [name, width] of BODIES[type] ?? []) {
      fields.push(note(`block.${name}`, at, width, /length|snaplen|interface/.test(name)));
      at += width;
    }
    if (type === 1) linkTypes.push(view.getUint16(start + 8, little));
    const isFrame = type === 2 || type === 3 || type === 6;
    if (isFrame) {
      const number =
        type === 6 ? view.getUint32(start + 8, little) : type === 2 ? view.getUint16(start + 8, little) : 0;
      const captured = type === 3 ? view.getUint32(start + 8, little) : view.getUint32(start + 20, little);
      fields.push(...packetFields(octets, at, at + captured, linkTypes[number] ?? -1));
      at += (captured + 3) & ~3;
    }
    parts.push({ start, end, type, isFrame });
    if (type in BODIES && type !== 3) fields.push(...options(view, at, end - 4, little));
    if (end <= start) break;
    start = end;
  }
  return { format: 'pcapng', header: 0, parts, fields };
}

function options(view: DataView, from: number, end: number, little: boolean): Field[] {
  const note = noteWith(little);
  const fields: Field[] = [];
  for (let at = from; at + 4 <= end; ) {
    const code = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    fields.push(note('option.code', at, 2), note('option.length', at + 2, 2, true));
    if (code === 9 && length === 1) fields.push(note('option.if-tsresol', at + 4, 1));
    if (code === 14 && length === 8) fields.push(note('option.if-tsoffset', at + 4, 8));
    else if (length === 8) fields.push(note('option.counter', at + 4, 8));
    at += 4 + ((length + 3) & ~3);
  }
  return fields;
}

function noteWith(
  littleEndian: boolean,
): (name: string, at: number, octets: number, isLength?: boolean) => Field {
  return (name, at, octets, isLength = false) => ({ name, at, octets, littleEndian, isLength });
}
