/**
 * Text printed by tcpdump or tshark to packets: what PcapReader is for octets. A packet is a frame, whatever it holds,
 * and frames count from 1; a line of a segment is a frame of its own, however many lines it was wrapped into.
 *
 *     while (await reader.fill())
 *       while (reader.next()) decodePrinted(reader.packet, names, segment);
 */
import { countAnomaly } from '../anomalies.ts';
import type { Epoch } from '../epoch.ts';
import type { OctetSource } from '../octet-source.ts';
import { OctetWindow, type WindowOptions } from '../octet-window.ts';
import type { CaptureFacts, FrameReader } from '../reader.ts';
import { PrintedFlows } from './printed-flows.ts';
import { type PrintedPacket, printedPacket } from './printed-packet.ts';
import { type ReadRecord, readRecord } from './printed-record.ts';
import { StrangeLines } from './strange-lines.ts';
import { SurplusLines } from './surplus-lines.ts';
import { type Moment, TextClock } from './text-clock.ts';
import { TextLines } from './text-lines.ts';
import { type TextRecord, TextRecords } from './text-records.ts';

/** What the block holds, in order: packets, and lines that belong to none. */
type Item = TextRecord | { line: number; loose: string };

export class TextReader implements FrameReader {
  readonly facts: CaptureFacts;
  time = 0;
  timed = false;
  frame = 0;
  /** The current frame. */
  packet: PrintedPacket = printedPacket('not-ip');
  private readonly window: OctetWindow;
  private readonly lines: TextLines;
  private readonly epoch: Epoch;
  private readonly clock = new TextClock();
  private readonly flows = new PrintedFlows();
  private readonly surplus = new SurplusLines();
  private readonly strange = new StrangeLines();
  private items: Item[] = [];
  private place = 0;
  private hasEnded = false;
  /** The packet before was printed with -v. */
  private isVerbose = false;
  /** The first time stamp, and what it is on the timeline. */
  private reference: Moment | null = null;
  private offset = 0;
  private readonly records: TextRecords = new TextRecords(
    (record) => this.items.push(record),
    (line, loose) => this.items.push({ line, loose }),
  );

  constructor(source: OctetSource, facts: CaptureFacts, epoch: Epoch, window?: WindowOptions) {
    this.window = new OctetWindow(source, window);
    this.lines = new TextLines(this.window);
    this.facts = facts;
    facts.clock = this.clock.kind;
    this.epoch = epoch;
  }

  async fill(): Promise<boolean> {
    this.items = [];
    this.place = 0;
    const lines = await this.lines.next();
    const { facts, window, records } = this;
    facts.octetsRead = window.source.octetsRead;
    facts.octetsTotal = window.source.octetsTotal;
    for (const line of lines ?? []) records.take(line);
    if (lines === null) {
      if (this.hasEnded) return false;
      this.hasEnded = true;
      records.end();
      if (window.fault !== null) this.fail(window.fault);
    }
    facts.dropped = records.dropped;
    this.clock.foresee(this.items.flatMap((item) => ('loose' in item ? [] : [item.time])));
    return true;
  }

  next(): boolean {
    for (;;) {
      const item = this.items[this.place++];
      if (item === undefined) return false;
      if ('loose' in item) this.judge(item.line, item.loose);
      else {
        this.read(item);
        return true;
      }
    }
  }

  async close(): Promise<void> {
    this.hasEnded = true;
    this.items = [];
    await this.window.source.close().catch(() => undefined);
    this.window.release();
  }

  private read(record: TextRecord): void {
    this.frame++;
    const read = readRecord(record);
    this.packet = this.complete(record, read);
    this.isVerbose = / (?:ttl|hlim) \d/.test(record.text);
    this.setTime(record.time);
    for (let at = read.used; at < record.more.length; at++)
      this.judge(record.moreLines[at] ?? record.line, record.more[at] ?? '');
    // TCP whose fields cannot be read: its lines are shown, for they say more than that there was a frame.
    if (this.packet.kind === 'no-flags') {
      const lines = [record.text, ...record.more.slice(0, read.used)];
      this.note(record.line, lines.map((line) => line.trim()).join(' '));
    }
  }

  /** The packet with the numbers, and the ports, that earlier lines of its flow tell. */
  private complete({ summary }: TextRecord, { packet, isWithoutPorts }: ReadRecord): PrintedPacket {
    const { flows } = this;
    if (isWithoutPorts) {
      const { source, destination } = packet.icmp === null && summary !== null ? columnsOf(summary) : packet;
      const flow = flows.between(source.host, destination.host);
      if (flow === null) {
        if (packet.kind === 'no-ports') countAnomaly(this.facts, 'line-without-ports', this.frame);
        return printedPacket('not-tcp');
      }
      const ends = { source: flow.source, destination: flow.destination, ipVersion: flow.ipVersion };
      if (packet.icmp !== null) return { ...packet, ...ends };
      const length = Math.max(0, (summary?.octets ?? 0) - flows.overheadOf(source.host, destination.host));
      return printedPacket('tcp', { ...ends, flags: ACK | PSH, length, hasAllOptions: false });
    }
    if (summary !== null) {
      if (packet.kind === 'tcp') flows.note(packet, summary.octets - packet.length);
    } else if (packet.kind === 'tcp') flows.number(packet);
    else if (packet.kind === 'icmp-error') flows.number(packet);
    return packet;
  }

  private setTime(text: string): void {
    const moment = this.clock.read(text);
    this.facts.clock = this.clock.kind;
    this.timed = moment !== null;
    if (moment === null) {
      countAnomaly(this.facts, 'frame-without-time', this.frame);
      return;
    }
    if (this.reference === null) {
      this.reference = moment;
      const since = BigInt(moment.seconds) * 1_000_000_000n + BigInt(moment.nanoseconds);
      this.epoch.base ??= since;
      this.offset = Number(since - this.epoch.base);
      this.time = this.offset;
    }
    const { seconds, nanoseconds } = this.reference;
    const time = (moment.seconds - seconds) * 1e9 + (moment.nanoseconds - nanoseconds) + this.offset;
    if (time < this.time) countAnomaly(this.facts, 'time-backwards', this.frame);
    this.time = time;
  }

  private judge(line: number, text: string): void {
    if (!this.surplus.isKnown(text, this.isVerbose)) this.note(line, text);
  }

  private note(line: number, text: string): void {
    this.strange.add(line, text);
    this.facts.strangeLines = this.strange.kept;
    countAnomaly(this.facts, 'line-not-understood', Math.max(1, this.frame));
  }

  private fail(fault: CaptureFacts['anomalies'][number]['code']): void {
    countAnomaly(this.facts, fault, this.frame + 1);
    this.facts.complete = false;
  }
}

const PSH = 0x08;
const ACK = 0x10;

function columnsOf({ source, destination }: { source: string; destination: string }): {
  source: { host: string };
  destination: { host: string };
} {
  return { source: { host: source }, destination: { host: destination } };
}
