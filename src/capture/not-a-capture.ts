/**
 * Octets that are no capture to an error that says what they are instead, where that can be told, and what to do.
 */
import { KeepscopeError } from '../errors.ts';

/** The error for an input whose first octets are `octets`; `what` names the input. */
export function notACapture(what: string, octets: Uint8Array): KeepscopeError {
  const text = beginningOf(octets);
  for (const known of KNOWN) {
    if (known.matches(text)) {
      return new KeepscopeError(known.code ?? 'not-a-capture', `${what} is ${known.is}`, known.remedy);
    }
  }
  return new KeepscopeError(
    'not-a-capture',
    `${what} is neither pcap nor pcapng: it begins with ${hexadecimal(octets.subarray(0, 8))}`,
    'Give a capture made with tcpdump -w, dumpcap or Wireshark.',
  );
}

function beginningOf(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, Math.min(octets.length, 512)).toString('latin1');
}

/** No NUL, and of the other controls only what terminals and progress displays leave in a text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what text may hold.
const PRINTABLE = /^[\x07-\x0f\x1b\x20-\x7e\x80-\xff]+$/;
const UTF16 = '\xff\xfe';

interface Known {
  is: string;
  remedy: string;
  code?: 'unsupported-compression';
  matches: (text: string) => boolean;
}

const CAPTURE = 'Give a capture made with tcpdump -w, dumpcap or Wireshark.';
const TEXT =
  'Give a capture made with tcpdump -w, dumpcap or Wireshark, or packets as tcpdump or tshark prints them.';
const CONVERT = 'Convert it with: editcap -F pcapng OLD NEW.pcapng';

const PRINTED: Known = {
  is: 'text',
  remedy: TEXT,
  matches: (text) => PRINTABLE.test(text) || text.startsWith(UTF16),
};

/** In the order of trying: magics first, guesses last. */
const KNOWN: readonly Known[] = [
  { is: 'a snoop capture', remedy: CONVERT, matches: beginsWith('snoop\0\0\0') },
  { is: 'a Bluetooth snoop capture', remedy: CAPTURE, matches: beginsWith('btsnoop\0') },
  { is: 'a Microsoft Network Monitor capture', remedy: CONVERT, matches: beginsWith('RTSS', 'GMBU') },
  { is: 'an AIX iptrace capture', remedy: CONVERT, matches: beginsWith('iptrace 1.0', 'iptrace 2.0') },
  { is: 'a Sniffer capture', remedy: CONVERT, matches: beginsWith('TRSNIFF data    \x1a', 'XCP\0') },
  compressed('xz', 'xz -d', '\xfd7zXZ\0'),
  compressed('bzip2', 'bunzip2', 'BZh'),
  compressed('lz4', 'lz4 -d', '\x04\x22\x4d\x18'),
  compressed('gzip a second time', 'gunzip, once', '\x1f\x8b'),
  compressed('zstd a second time', 'zstd -d, once', '\x28\xb5\x2f\xfd'),
  {
    is: 'an archive',
    remedy: 'Extract the captures that are in it.',
    matches: beginsWith('PK\x03\x04', '7z\xbc\xaf'),
  },
  { is: 'a program (ELF)', remedy: CAPTURE, matches: beginsWith('\x7fELF') },
  {
    is: 'a web page',
    remedy: 'Download the capture itself, not the page about it.',
    matches: (text) => /^\s*<(!doctype html|html)/i.test(text),
  },
  PRINTED,
  { is: 'an ERF capture, by the look of it', remedy: CONVERT, matches: looksLikeErf },
];

/** Whether the octets may be the beginning of text: nothing that is known by its first octets, and no controls. */
export function isText(octets: Uint8Array): boolean {
  const text = beginningOf(octets);
  return KNOWN.find(({ matches }) => matches(text)) === PRINTED;
}

function beginsWith(...magics: readonly string[]): (text: string) => boolean {
  return (text) => magics.some((magic) => text.startsWith(magic));
}

function compressed(how: string, command: string, magic: string): Known {
  return {
    is: `compressed with ${how}, which is not read`,
    remedy: `Decompress it first, with ${command}.`,
    code: 'unsupported-compression',
    matches: beginsWith(magic),
  };
}

/** ERF has no magic: seconds since 1970 (after 1990) in octets 4 to 7, a record type up to 27, a length over 16. */
function looksLikeErf(text: string): boolean {
  const octets = Buffer.from(text, 'latin1');
  if (octets.length < 16 || octets.readUInt32LE(4) < 0x2600_0000) return false;
  const type = octets.readUInt8(8) & 0x7f;
  return type >= 1 && type <= 27 && octets.readUInt16BE(10) >= 16 && octets.readUInt16BE(10) < 0x4000;
}

function hexadecimal(octets: Uint8Array): string {
  return [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join(' ');
}
