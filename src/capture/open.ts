/**
 * The inputs that the user named to readers in the order of one timeline. Every input is looked at before any is
 * read, so that what is no capture is said at once; a regular file is closed again and reopened when its turn comes,
 * so that a rotated set of thousands needs one descriptor.
 */
import { KeepscopeError } from '../errors.ts';
import { DecompressedSource } from './decompress.ts';
import { Epoch } from './epoch.ts';
import { type Identity, identify } from './identify.ts';
import { findInput, type Input, type Streams } from './input.ts';
import { notACapture } from './not-a-capture.ts';
import type { OctetSource } from './octet-source.ts';
import type { WindowOptions } from './octet-window.ts';
import { PcapReader } from './pcap.ts';
import { PcapngReader } from './pcapng.ts';
import type { CaptureFacts, CaptureReader } from './reader.ts';
import type { TextReader } from './text/text-reader.ts';

/**
 * Opens every capture and orders them by their first frames; ties stay as given, and a capture without a timed frame
 * stays behind the one before it. Sets `epoch.base` to the first of these times, but for a single stream: there the
 * reader sets it with the first frame, so that a capture which is being made is not waited for.
 */
export async function openCaptures(
  paths: readonly string[],
  options: Streams & { epoch: Epoch },
): Promise<(CaptureReader | TextReader)[]> {
  if (paths.filter((path) => path === '-').length > 1) {
    throw new KeepscopeError('usage', 'standard input is named twice', 'Name `-` once.');
  }
  const captures: FoundCapture[] = [];
  try {
    for (const path of paths) {
      captures.push(await findCapture(await findInput(path, options), paths.length === 1));
    }
  } catch (error) {
    for (const { source } of captures) await source.close();
    throw error;
  }
  const ordered = inOrder(captures);
  options.epoch.base ??= ordered.find(({ firstAt }) => firstAt !== null)?.firstAt ?? null;
  const readers: (CaptureReader | TextReader)[] = [];
  for (const { input, identity, source } of ordered)
    readers.push(await makeReader(input.path, identity, source, options.epoch, options));
  return readers;
}

/**
 * A capture that is being made, as soon as its header is there. Throws a KeepscopeError where the stream ends before, and
 * where it is text.
 */
export async function openStream(source: OctetSource, path: string, epoch: Epoch): Promise<CaptureReader> {
  const identity = await identify(source, path);
  const { plain } = identity;
  plain.rewind();
  plain.release();
  const reader = await makeReader(path, identity, plain, epoch);
  if (isText(reader)) throw textWithoutPacket(path, identity);
  return reader;
}

/** Whether the capture is printed text. */
export function isText(reader: CaptureReader | TextReader): reader is TextReader {
  return reader.facts.format === 'text';
}

/** A capture that was looked at, with its octets from the first. */
interface FoundCapture {
  input: Input;
  identity: Identity;
  source: OctetSource;
  /** Nanoseconds since 1970; null where no timed frame was found near the beginning. */
  firstAt: bigint | null;
}

async function findCapture(input: Input, isOnly: boolean): Promise<FoundCapture> {
  const raw = input.open();
  try {
    const identity = await identify(raw, input.name);
    const { plain } = identity;
    const isStream = !input.isRegularFile;
    if (identity.header === 'text') await findPacket(input, identity);
    const firstAt = isStream && isOnly ? null : await findFirstTime(input, identity);
    plain.rewind();
    plain.release();
    if (isStream) return { input, identity, source: plain, firstAt };
    await plain.close();
    return { input, identity, source: reopen(input, identity), firstAt };
  } catch (error) {
    await raw.close();
    throw error;
  }
}

function reopen(input: Input, { compression }: Identity): OctetSource {
  const raw = input.open();
  return compression === null ? raw : new DecompressedSource(raw, compression);
}

const PEEK_OCTETS = 64 * 1024;
const PEEK: WindowOptions = { capacity: PEEK_OCTETS };

/** Frames without a time may come first, but a whole file of them is not read for its place in the order. */
const MAX_PEEKS = 16;

/** The time that a timeline of this capture alone would begin with. */
async function findFirstTime(input: Input, identity: Identity): Promise<bigint | null> {
  const epoch = new Epoch();
  const reader = await makeReader(input.path, identity, identity.plain, epoch, PEEK);
  for (let peeks = 0; peeks < MAX_PEEKS && epoch.base === null && (await reader.fill()); peeks++) {
    while (epoch.base === null && reader.next());
  }
  return epoch.base;
}

/** Octets of a text in which the first packet must begin. */
const MOST_PREFACE = 8 * 1024 * 1024;

/** Text is a capture where a packet is printed in it. */
async function findPacket({ path, name }: Input, identity: Identity): Promise<void> {
  const { TextReader } = await import('./text/text-reader.ts');
  const reader = new TextReader(identity.plain, newFacts(path, identity), new Epoch(), PEEK);
  let octets = 0;
  while (octets < MOST_PREFACE && (await reader.fill())) {
    if (reader.next()) {
      identity.plain.rewind();
      return;
    }
    octets += PEEK_OCTETS;
  }
  throw textWithoutPacket(name, identity);
}

function textWithoutPacket(name: string, { compression }: Identity): KeepscopeError {
  return notACapture(compression === null ? name : `${name} (${compression})`, new Uint8Array([0x20]));
}

function newFacts(path: string, { compression, header, plain }: Identity): CaptureFacts {
  return {
    path,
    format: typeof header === 'string' ? header : 'pcap',
    compression,
    linkTypes: [],
    dropped: null,
    complete: true,
    anomalies: [],
    octetsRead: 0,
    octetsTotal: plain.octetsTotal,
  };
}

/** The reader of text, with its table of services, is loaded where there is text to read: most captures are octets. */
async function makeReader(
  path: string,
  identity: Identity,
  source: OctetSource,
  epoch: Epoch,
  window?: WindowOptions,
): Promise<CaptureReader | TextReader> {
  const { header } = identity;
  const facts = { ...newFacts(path, identity), octetsTotal: source.octetsTotal };
  if (header === 'text') {
    const { TextReader } = await import('./text/text-reader.ts');
    return new TextReader(source, facts, epoch, window);
  }
  if (header === 'pcapng') return new PcapngReader(source, facts, epoch, window);
  return new PcapReader(source, header, facts, epoch, window);
}

function inOrder(captures: readonly FoundCapture[]): FoundCapture[] {
  let before: bigint | null = null;
  const placed = captures.map((capture) => {
    before = capture.firstAt ?? before;
    return { capture, at: before };
  });
  return placed.sort((one, other) => compareTimes(one.at, other.at)).map(({ capture }) => capture);
}

/** No time is before every time. */
function compareTimes(one: bigint | null, other: bigint | null): number {
  if (one === null || other === null) return Number(other === null) - Number(one === null);
  return one < other ? -1 : Number(one > other);
}
