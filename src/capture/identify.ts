/**
 * The first octets of an input to what it is: pcap, pcapng or text, plain or compressed. Names and extensions mean nothing.
 * No more is read than tells the format, so that a capture which is being made is known at once.
 */
import { KeepscopeError } from '../errors.ts';
import { type Compression, DecompressedSource } from './decompress.ts';
import { unreadable } from './input.ts';
import { isText, notACapture } from './not-a-capture.ts';
import type { OctetSource } from './octet-source.ts';
import { OctetWindow } from './octet-window.ts';
import { PCAP_HEADER_OCTETS, type PcapHeader, readPcapHeader } from './pcap.ts';
import { readByteOrder, SECTION_HEADER } from './pcapng.ts';
import { ReplaySource } from './replay-source.ts';

/** What an input turned out to be. */
export interface Identity {
  compression: Compression | null;
  /** The file header of a pcap. */
  header: PcapHeader | 'pcapng' | 'text';
  /** The plain octets, rewound to the first, and still kept. */
  plain: ReplaySource;
}

/** Identifies the capture in `raw`; throws a KeepscopeError where there is none. `name` is for the messages. */
export async function identify(raw: OctetSource, name: string): Promise<Identity> {
  const outer = new ReplaySource(raw);
  const outerHead = await readHead(outer, name, null);
  const compression = compressionOf(outerHead);
  if (compression === null) return { compression, header: formatOf(outerHead, name), plain: outer };

  outer.release();
  const plain = new ReplaySource(new DecompressedSource(outer, compression));
  const head = await readHead(plain, name, compression);
  return { compression, header: formatOf(head, `${name} (${compression})`), plain };
}

/** Enough to recognise what is no capture. */
const HEAD_OCTETS = 4096;

async function readHead(
  source: ReplaySource,
  name: string,
  compression: Compression | null,
): Promise<DataView> {
  const window = new OctetWindow(source, { capacity: HEAD_OCTETS });
  if ((await window.demand(4)) && headerOctets(window) > 0) await window.demand(headerOctets(window));
  if (window.fault === 'read-failed') throw unreadable(name, window.cause);
  if (window.end === 0) throw nothing(name, compression, window);
  source.rewind();
  return new DataView(window.view.buffer, window.view.byteOffset, window.end);
}

/** How much of the input tells all that has to be known before the first frame. */
function headerOctets(window: OctetWindow): number {
  if (window.view.getUint32(0) === SECTION_HEADER) return 12;
  return PCAP_FIRST_OCTETS.has(window.view.getUint8(0)) ? PCAP_HEADER_OCTETS : 0;
}

/** Of a1b2c3d4, a1b23c4d and a1b2cd34 in both byte orders. */
const PCAP_FIRST_OCTETS: ReadonlySet<number> = new Set([0xa1, 0xd4, 0x4d, 0x34]);

function compressionOf(head: DataView): Compression | null {
  if (head.byteLength < 4) return null;
  if (head.getUint16(0) === 0x1f8b) return 'gzip';
  const magic = head.getUint32(0, true);
  // RFC 8878 §3.1.2: a skippable frame may come first.
  return magic === 0xfd2f_b528 || magic >>> 4 === 0x0184_d2a5 ? 'zstd' : null;
}

function formatOf(head: DataView, name: string): Identity['header'] {
  const octets = new Uint8Array(head.buffer, head.byteOffset, head.byteLength);
  if (isText(octets)) return 'text';
  if (head.byteLength < 4) throw notACapture(name, octets);
  if (head.getUint32(0) === SECTION_HEADER) {
    if (head.byteLength < 12) throw cutInHeader(name, 'pcapng section header', head.byteLength);
    if (readByteOrder(head, 8) === null) throw notACapture(name, octets);
    return 'pcapng';
  }
  const padded = new DataView(new ArrayBuffer(PCAP_HEADER_OCTETS));
  new Uint8Array(padded.buffer).set(octets.subarray(0, PCAP_HEADER_OCTETS));
  const header = readPcapHeader(padded);
  if (header === null) throw notACapture(name, octets);
  if (head.byteLength < PCAP_HEADER_OCTETS) throw cutInHeader(name, 'pcap file header', head.byteLength);
  return header;
}

function cutInHeader(name: string, header: string, octets: number): KeepscopeError {
  return new KeepscopeError(
    'not-a-capture',
    `${name} ends inside its ${header}, after ${octets} octets`,
    'The file was cut short when it was written or copied: copy it again, or capture again.',
  );
}

function nothing(name: string, compression: Compression | null, window: OctetWindow): KeepscopeError {
  if (compression !== null && window.fault !== null) {
    return new KeepscopeError(
      'not-a-capture',
      `${name}: the ${compression} data is broken or cut short before a capture begins in it`,
      'Copy the file again, or test it with the tool that compressed it.',
      { cause: window.cause },
    );
  }
  return new KeepscopeError(
    'empty-capture',
    compression === null ? `${name} is empty` : `${name} holds nothing (${compression})`,
    'Check that the capture was written: a capture has a file header even where it has no frames.',
  );
}
