/**
 * Payload after a silence that may be a heartbeat: the latest of each connection, and the last of each side that came to
 * one request and one answer. Most are conversation, and every connection of some captures has one now and then; so they
 * are numbers in pages, as rows are, and no objects (objects doubled the time of the benchmark).
 */
import type { Direction } from '../tracking/rows.ts';
import type { Step } from '../tracking/step.ts';
import { classOf, detailOf, TLS_DATA } from '../wire/payload-class.ts';
import type { Segment } from '../wire/segment.ts';
import type { Moment } from './beats.ts';

/** One segment after a silence, and what answered it until the next. */
export interface Exchange extends Moment {
  direction: Direction;
  length: number;
  /** Hash of the first octets. */
  head: number;
  isTls: boolean;
  /** Before it, ns. */
  silence: number;
  /** Octets; 0: nothing did. */
  answerLength: number;
  /** ns; means something where there was an answer. */
  answerTime: number;
  /** Something that is no heartbeat came since. */
  isInterrupted: boolean;
}

const PAGE_RECORDS = 4096;
/** The latest; then the last exchange that the originator began, and the responder. */
const PLACE_OCTETS = 40;
/** Two cache lines: the latest, which every silence asks for, lies in one. */
const RECORD_OCTETS = 128;

/** Float64 ns. */
const TIME = 0;
const SILENCE = 8;
/** Uint32: of the latest, octets before it; of an exchange, Float64 ns. */
const OCTETS = 16;
const ANSWER_TIME = 16;
/** Uint32. */
const FRAME = 24;
/** Uint32: hash of the first octets, 24 bits, and the flags above. */
const HEAD = 28;
/** Uint16; 0: there is none. */
const LENGTH = 32;
const ANSWER_LENGTH = 34;
/** Uint32: a number of its own for each stretch without anything but heartbeats; of an exchange, that of its stretch. */
const STRETCH = 36;
const FROM_RESPONDER = 0x100_0000;
const TLS = 0x200_0000;

/** Longer messages are data. */
export const LONGEST = 0xffff;

export class Candidates {
  private readonly pages: (DataView | undefined)[] = [];
  private stretches = 0;

  /** The segment of the step is the latest of its connection; its length is at most LONGEST. */
  begin(step: Step, segment: Segment): void {
    const { row, direction, sincePayload, ownOctets, peerOctets } = step;
    const page = this.page(row);
    const at = placeOf(row, 0);
    page.setFloat64(at + TIME, segment.time, true);
    page.setFloat64(at + SILENCE, sincePayload, true);
    page.setUint32(at + OCTETS, direction === 0 ? ownOctets : peerOctets, true);
    page.setUint32(at + OCTETS + 4, direction === 0 ? peerOctets : ownOctets, true);
    page.setUint32(at + FRAME, segment.frame, true);
    const isTls = classOf(segment.payload) === TLS_DATA;
    page.setUint32(at + HEAD, detailOf(segment.payload) | flagsOf(direction, isTls), true);
    page.setUint16(at + LENGTH, segment.length, true);
  }

  /** The latest, which must not be dropped, as the exchange that it came to by now. */
  latest(row: number, octets0: number, octets1: number, answerTime: number): Exchange {
    const page = this.page(row);
    const at = placeOf(row, 0);
    const isReverse = (page.getUint32(at + HEAD, true) & FROM_RESPONDER) !== 0;
    const before = page.getUint32(at + OCTETS + (isReverse ? 0 : 4), true);
    const answerLength = ((isReverse ? octets0 : octets1) - before) >>> 0;
    return read(page, at, answerLength, answerTime, false);
  }

  /**
   * Whether the latest was one segment, given the octets that each side has sent by now, and the other side has sent no
   * more than `most` octets beyond its length. If not, something has come that is no heartbeat.
   */
  wasExchange(row: number, octets0: number, octets1: number, most: number): boolean {
    const page = this.page(row);
    const at = placeOf(row, 0);
    const length = page.getUint16(at + LENGTH, true);
    const sent0 = (octets0 - page.getUint32(at + OCTETS, true)) >>> 0;
    const sent1 = (octets1 - page.getUint32(at + OCTETS + 4, true)) >>> 0;
    const isReverse = (page.getUint32(at + HEAD, true) & FROM_RESPONDER) !== 0;
    const isOne = length !== 0 && (isReverse ? sent1 : sent0) === length;
    if (isOne && (isReverse ? sent0 : sent1) <= length + most) return true;
    page.setUint32(at + STRETCH, ++this.stretches, true);
    return false;
  }

  drop(row: number): void {
    this.pages[row >>> 12]?.setUint16(placeOf(row, 0) + LENGTH, 0, true);
  }

  /** The last exchange that a side began; null where there is none. */
  previous(row: number, direction: Direction): Exchange | null {
    const page = this.page(row);
    const at = placeOf(row, 1 + direction);
    if (page.getUint16(at + LENGTH, true) === 0) return null;
    const isInterrupted =
      page.getUint32(at + STRETCH, true) !== page.getUint32(placeOf(row, 0) + STRETCH, true);
    const answerLength = page.getUint16(at + ANSWER_LENGTH, true);
    return read(page, at, answerLength, page.getFloat64(at + ANSWER_TIME, true), isInterrupted);
  }

  /** Keeps an exchange as the last one of its side. */
  keep(row: number, exchange: Exchange): void {
    const { frame, time, direction, length, head, isTls, silence, answerLength, answerTime } = exchange;
    const page = this.page(row);
    const at = placeOf(row, 1 + direction);
    page.setFloat64(at + TIME, time, true);
    page.setFloat64(at + SILENCE, silence, true);
    page.setFloat64(at + ANSWER_TIME, answerTime, true);
    page.setUint32(at + FRAME, frame, true);
    page.setUint32(at + HEAD, head | flagsOf(direction, isTls), true);
    page.setUint16(at + LENGTH, length, true);
    page.setUint16(at + ANSWER_LENGTH, answerLength, true);
    page.setUint32(at + STRETCH, page.getUint32(placeOf(row, 0) + STRETCH, true), true);
  }

  /** The latest is conversation, if there is one; so something has come between exchanges. Only writes: no cache miss waits. */
  interrupt(row: number): void {
    const page = this.page(row);
    const at = placeOf(row, 0);
    page.setUint16(at + LENGTH, 0, true);
    page.setUint32(at + STRETCH, ++this.stretches, true);
  }

  /** The row is another connection's from now on. */
  forget(row: number): void {
    const page = this.pages[row >>> 12];
    for (const place of [0, 1, 2]) page?.setUint16(placeOf(row, place) + LENGTH, 0, true);
  }

  private page(row: number): DataView {
    const place = row >>> 12;
    while (this.pages.length <= place) this.pages.push(undefined);
    let page = this.pages[place];
    if (page === undefined) {
      page = new DataView(new ArrayBuffer(PAGE_RECORDS * RECORD_OCTETS));
      this.pages[place] = page;
    }
    return page;
  }
}

function placeOf(row: number, place: number): number {
  return (row & (PAGE_RECORDS - 1)) * RECORD_OCTETS + place * PLACE_OCTETS;
}

function flagsOf(direction: Direction, isTls: boolean): number {
  return (direction === 1 ? FROM_RESPONDER : 0) | (isTls ? TLS : 0);
}

/** One literal: spreading objects into one another took as long as all else here. */
function read(
  page: DataView,
  at: number,
  answerLength: number,
  answerTime: number,
  isInterrupted: boolean,
): Exchange {
  const head = page.getUint32(at + HEAD, true);
  return {
    frame: page.getUint32(at + FRAME, true),
    time: page.getFloat64(at + TIME, true),
    direction: head & FROM_RESPONDER ? 1 : 0,
    length: page.getUint16(at + LENGTH, true),
    head: head & 0xff_ffff,
    isTls: (head & TLS) !== 0,
    silence: page.getFloat64(at + SILENCE, true),
    answerLength,
    answerTime,
    isInterrupted,
  };
}
