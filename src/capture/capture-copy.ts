/**
 * A capture copied to pcapng, with comments added. A pcapng is copied block by block: what it says beside its frames
 * (interfaces, names, secrets, statistics, comments), its byte order and its clocks stay as they are. A pcap becomes a
 * section with one interface, whose clock keeps the resolution. So the octets, the time stamp and both lengths of every
 * frame are those of the input.
 */
import { KeepscopeError } from '../errors.ts';
import { PcapReader } from './pcap.ts';
import { PcapCopier } from './pcap-copier.ts';
import { PcapngReader } from './pcapng.ts';
import { PcapngCopier } from './pcapng-copier.ts';
import { CHUNK_OCTETS, PcapngEncoder } from './pcapng-encoder.ts';
import type { CaptureReader } from './reader.ts';

/** What a copy is to be. Frames count from 1 in the capture. */
export interface CopyPlan {
  /** What writes the copy, for a section header that is made anew. */
  application: string;
  /** Comments on the capture: they stand on its first section header. */
  about: readonly string[];
  /** No more frames than these are copied, however many there are by now. */
  frames: number;
  keeps(frame: number): boolean;
  commentsOn(frame: number): readonly string[];
}

/** What became of a plan. */
export interface CopyCounts {
  frames: number;
  comments: number;
  /** Comments on frames that cannot have one: simple packet blocks, and blocks that are broken. */
  unplaced: number;
}

/** What copies the frames that are in memory. */
export interface Copier {
  /** Takes all frames of the reader's block. False when the plan is done. */
  takeBlock(): boolean;
}

/** Copies what `reader` gives, in chunks of whole blocks; in the end it says what became of the plan. */
export async function* copyCapture(
  reader: Pick<CaptureReader, 'facts' | 'fill'>,
  plan: CopyPlan,
): AsyncGenerator<Uint8Array, CopyCounts> {
  const encoder = new PcapngEncoder();
  const counts: CopyCounts = { frames: 0, comments: 0, unplaced: 0 };
  const copier = copierOf(reader, plan, encoder, counts);
  while ((await reader.fill()) && copier.takeBlock()) {
    if (encoder.waiting >= CHUNK_OCTETS) yield encoder.take().slice();
  }
  if (encoder.waiting > 0) yield encoder.take().slice();
  return counts;
}

function copierOf(
  reader: Pick<CaptureReader, 'facts'>,
  plan: CopyPlan,
  encoder: PcapngEncoder,
  counts: CopyCounts,
): Copier {
  if (reader instanceof PcapngReader) return new PcapngCopier(reader, plan, encoder, counts);
  if (reader instanceof PcapReader) return new PcapCopier(reader, plan, encoder, counts);
  throw new KeepscopeError(
    'usage',
    `${reader.facts.path} has no frames that can be copied`,
    'Give a pcap or pcapng capture.',
  );
}
