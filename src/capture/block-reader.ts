/**
 * What the readers of pcap and pcapng have in common: bringing block after block into memory, and judging how the
 * octets end. A format adds next(), which steps through one block and leaves in `needed` what the next record takes.
 *
 * Invariant: when next() said false, `needed` is more than the octets from `position` to `limit`, or `stopped` is set.
 */
import { countAnomaly } from './anomalies.ts';
import type { Epoch } from './epoch.ts';
import { type FrameBatch, takeByStep } from './frame-batch.ts';
import type { OctetSource } from './octet-source.ts';
import { OctetWindow, type WindowOptions } from './octet-window.ts';
import type { AnomalyCode, CaptureFacts, CaptureReader } from './reader.ts';
import type { RecordRun } from './record-run.ts';

/** Largest captured length that tcpdump, dumpcap and Wireshark write (WTAP_MAX_PACKET_SIZE_STANDARD). */
export const PLAUSIBLE_CAPTURED_LENGTH = 262_144;

/** A capture of which one block is in memory. */
export abstract class BlockReader implements CaptureReader {
  readonly facts: CaptureFacts;
  view: DataView;
  start = 0;
  end = 0;
  originalLength = 0;
  linkType = -1;
  time = 0;
  timed = true;
  frame = 0;

  /** The next record's first octet in `view`, and the end of what was read. */
  protected position = 0;
  protected limit = 0;
  /** Octets that the next record takes, as far as that is known. */
  protected needed = 1;
  /** A record that is longer, and that the input does not hold, has a broken length field. */
  protected plausible: number = PLAUSIBLE_CAPTURED_LENGTH;
  protected readonly epoch: Epoch;
  readonly #window: OctetWindow;
  #stopped = false;

  constructor(source: OctetSource, facts: CaptureFacts, epoch: Epoch, window?: WindowOptions) {
    this.#window = new OctetWindow(source, window);
    this.facts = facts;
    this.epoch = epoch;
    this.view = this.#window.view;
  }

  abstract next(): boolean;

  take(frames: FrameBatch): boolean {
    return takeByStep(this, frames);
  }

  /** A format whose records are worth it overrides both. */
  records(): RecordRun | null {
    return null;
  }

  follow(_run: RecordRun, _frames: FrameBatch): void {}

  async fill(): Promise<boolean> {
    if (this.#stopped) return false;
    const window = this.#window;
    window.start = this.position;
    const isEnough = await window.demand(this.needed);
    this.view = window.view;
    this.position = window.start;
    this.limit = window.end;
    this.facts.octetsRead = window.source.octetsRead;
    this.facts.octetsTotal = window.source.octetsTotal;
    if (!isEnough) await this.#finish();
    return isEnough;
  }

  async close(): Promise<void> {
    this.#stopped = true;
    this.limit = this.position;
    await this.#window.source.close().catch(() => undefined);
  }

  /** Ends the reading before the frame that comes next. */
  protected stop(code: AnomalyCode): void {
    this.count(code, this.frame + 1);
    this.facts.complete = false;
    this.#stopped = true;
    this.limit = this.position;
  }

  protected count(code: AnomalyCode, frame: number): void {
    countAnomaly(this.facts, code, frame);
  }

  /** Nanoseconds from the timeline's zero to `moment` (since 1970), which becomes the zero where there is none yet. */
  protected sinceEpoch(moment: bigint): number {
    this.epoch.base ??= moment;
    return Number(moment - this.epoch.base);
  }

  async #finish(): Promise<void> {
    const { fault } = this.#window;
    const isAbsurd = this.needed > this.plausible;
    if (fault !== null) this.stop(fault);
    else if (this.limit > this.position) this.stop(isAbsurd ? 'absurd-record-length' : 'capture-cut-short');
    await this.close();
    this.#window.release();
    this.view = this.#window.view;
    this.position = 0;
    this.limit = 0;
  }
}
