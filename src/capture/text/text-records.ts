/**
 * Lines to the records of packets. What belongs to no packet and is not known for what it is (a dump of octets, the
 * decoded payload that -v prints, what tcpdump says itself) was not understood, and is kept to be counted and shown.
 */
import { cleanLine } from './clean-line.ts';
import { droppedOf, isOwnLine } from './own-lines.ts';
import { type Head, splitAtHeads } from './packet-heads.ts';
import type { PrintedRecord } from './printed-record.ts';
import { isWholeTcp } from './printed-tcp.ts';
import { readSummary, type TsharkColumns } from './tshark-summary.ts';

/** A record, the number of its first line in the text, and those of its further lines. */
export interface TextRecord extends PrintedRecord {
  line: number;
  moreLines: number[];
}

/** Lines behind a packet that are kept for it: more than any wrapped line has. */
const MOST_MORE = 48;

export class TextRecords {
  /** Lines read so far, and packets lost by the capturing host as tcpdump says; null where it does not say. */
  lines = 0;
  dropped: number | null = null;
  private open: TextRecord | null = null;
  /** The listing has times: a line without one is no packet. */
  private isTimed = false;
  private readonly takeRecord: (record: TextRecord) => void;
  private readonly takeLoose: (line: number, text: string) => void;

  /** Records and lines that belong to none are given away in their order. */
  constructor(takeRecord: (record: TextRecord) => void, takeLoose: (line: number, text: string) => void) {
    this.takeRecord = takeRecord;
    this.takeLoose = takeLoose;
  }

  take(raw: string): void {
    this.lines++;
    const line = cleanLine(raw);
    const summary = readSummary(line);
    if (summary !== null) {
      this.isTimed = true;
      this.begin({ time: summary.time, text: line }, summary);
      return;
    }
    const { before, heads } = splitAtHeads(line, !this.isTimed);
    // In front of a packet there may be the end of the one before, or a label of whoever collected the lines.
    if (heads.length === 0 || this.isBroken(before)) this.continue(before);
    for (const head of heads) {
      if (head.time !== '') this.isTimed = true;
      this.begin(head, null);
    }
  }

  /** The text is over: what is open is complete. */
  end(): void {
    const { open } = this;
    this.open = null;
    if (open !== null) this.takeRecord(open);
  }

  private begin({ time, text }: Head, summary: TsharkColumns | null): void {
    this.end();
    this.open = { time, text, summary, line: this.lines, more: [], moreLines: [] };
  }

  private continue(line: string): void {
    if (isOwnLine(line)) {
      this.noteOwn(line);
      return;
    }
    const { open } = this;
    if (open === null) {
      this.takeLoose(this.lines, line);
      return;
    }
    open.more.push(line);
    open.moreLines.push(this.lines);
    if (open.more.length === MOST_MORE) this.end();
  }

  private noteOwn(line: string): void {
    if (/ dropped by /.test(line)) this.dropped = (this.dropped ?? 0) + droppedOf(line);
    // A listing of its own begins, which may be without times.
    if (/^(?:listening on|reading from)/.test(line)) {
      this.end();
      this.isTimed = false;
    }
  }

  /** Whether the packet before is whole with this, and only with this. */
  private isBroken(before: string): boolean {
    if (before.trim() === '' || this.open === null) return false;
    const lines = [this.open.text, ...this.open.more];
    return ['', ' '].some(
      (glue) => !isWholeTcp(lines.join(glue)) && isWholeTcp([...lines, before.trim()].join(glue)),
    );
  }
}
