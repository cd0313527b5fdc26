/**
 * Payload after a silence that may be a heartbeat: the latest of each connection, and the last of each side that came to
 * one request and one answer. Most are conversation, and every connection of some captures has one now and then; so they
 * are numbers in pages of the arena, as rows are, and no objects (objects doubled the time of the benchmark).
 */
import type { Arena } from '../tracking/arena.ts';
import { Pages } from '../tracking/pages.ts';
import { type Direction, MOST_ROWS } from '../tracking/rows.ts';
import type { Step } from '../tracking/step.ts';
import { classOf, detailOf, TLS_DATA } from '../wire/payload-class.ts';
import type { Segment } from '../wire/segment.ts';
import * as R from './candidate-layout.ts';
import type { Moment } from './moment.ts';

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

/** Of the number of stretches, in the arena. */
const COUNT_OCTETS = 64;
const MOST_PAGES: number = (MOST_ROWS >> R.PAGE_SHIFT) + 1;

/** Longer messages are data. */
export const LONGEST = 0xffff;

export class Candidates {
  readonly pages: Pages;
  /** Where the number of stretches is in the arena, Uint32. */
  readonly place: number;
  private readonly count: DataView;

  constructor(arena: Arena) {
    this.pages = new Pages(arena, R.PAGE_OCTETS, MOST_PAGES);
    this.place = arena.allocate(COUNT_OCTETS);
    this.count = new DataView(arena.buffer, this.place, COUNT_OCTETS);
  }

  /** How many there have been. */
  get stretches(): number {
    return this.count.getUint32(0, true);
  }

  /** The segment of the step is the latest of its connection; its length is at most LONGEST. */
  begin(step: Step, segment: Segment): void {
    const { row, direction, sincePayload, ownOctets, peerOctets } = step;
    const page = this.page(row);
    const at = latestOf(ownNumberOf(page, row));
    page.setFloat64(at + R.TIME, segment.time, true);
    page.setFloat64(at + R.SILENCE, sincePayload, true);
    page.setUint32(at + R.OCTETS, direction === 0 ? ownOctets : peerOctets, true);
    page.setUint32(at + R.OCTETS_OF_RESPONDER, direction === 0 ? peerOctets : ownOctets, true);
    page.setUint32(at + R.FRAME, segment.frame, true);
    const isTls = classOf(segment.payload) === TLS_DATA;
    page.setUint32(at + R.HEAD, detailOf(segment.payload) | flagsOf(direction, isTls), true);
    page.setUint16(at + R.LENGTH, segment.length, true);
  }

  /** The latest, which must not be dropped, as the exchange that it came to by now. */
  latest(row: number, octets0: number, octets1: number, answerTime: number): Exchange {
    const page = this.page(row);
    const at = latestOf(numberOf(page, row));
    const isReverse = (page.getUint32(at + R.HEAD, true) & R.FROM_RESPONDER) !== 0;
    const before = page.getUint32(at + (isReverse ? R.OCTETS : R.OCTETS_OF_RESPONDER), true);
    const answerLength = ((isReverse ? octets0 : octets1) - before) >>> 0;
    return read(page, at, answerLength, answerTime, false);
  }

  /**
   * Whether the latest was one segment, given the octets that each side has sent by now, and the other side has sent no
   * more than an answer. If not, something has come that is no heartbeat.
   */
  wasExchange(row: number, octets0: number, octets1: number): boolean {
    const page = this.page(row);
    const known = numberOf(page, row);
    if (known === 0) return false;
    const at = latestOf(known);
    const length = page.getUint16(at + R.LENGTH, true);
    const sent0 = (octets0 - page.getUint32(at + R.OCTETS, true)) >>> 0;
    const sent1 = (octets1 - page.getUint32(at + R.OCTETS_OF_RESPONDER, true)) >>> 0;
    const isReverse = (page.getUint32(at + R.HEAD, true) & R.FROM_RESPONDER) !== 0;
    const isOne = length !== 0 && (isReverse ? sent1 : sent0) === length;
    if (isOne && (isReverse ? sent0 : sent1) <= length + R.ANSWER_LONGER_BY) return true;
    page.setUint32(at + R.STRETCH, this.newStretch(), true);
    return false;
  }

  drop(row: number): void {
    if (!this.has(row)) return;
    const page = this.page(row);
    const known = numberOf(page, row);
    if (known !== 0) page.setUint16(latestOf(known) + R.LENGTH, 0, true);
  }

  /** The last exchange that a side began; null where there is none. */
  previous(row: number, direction: Direction): Exchange | null {
    const page = this.page(row);
    const known = numberOf(page, row);
    const at = previousOf(known, direction);
    if (known === 0 || page.getUint16(at + R.LENGTH, true) === 0) return null;
    const isInterrupted =
      page.getUint32(at + R.STRETCH, true) !== page.getUint32(latestOf(known) + R.STRETCH, true);
    const answerLength = page.getUint16(at + R.ANSWER_LENGTH, true);
    return read(page, at, answerLength, page.getFloat64(at + R.ANSWER_TIME, true), isInterrupted);
  }

  /** Keeps an exchange, which was the latest, as the last one of its side. */
  keep(row: number, exchange: Exchange): void {
    const { frame, time, direction, length, head, isTls, silence, answerLength, answerTime } = exchange;
    const page = this.page(row);
    const known = numberOf(page, row);
    const at = previousOf(known, direction);
    page.setFloat64(at + R.TIME, time, true);
    page.setFloat64(at + R.SILENCE, silence, true);
    page.setFloat64(at + R.ANSWER_TIME, answerTime, true);
    page.setUint32(at + R.FRAME, frame, true);
    page.setUint32(at + R.HEAD, head | flagsOf(direction, isTls), true);
    page.setUint16(at + R.LENGTH, length, true);
    page.setUint16(at + R.ANSWER_LENGTH, answerLength, true);
    page.setUint32(at + R.STRETCH, page.getUint32(latestOf(known) + R.STRETCH, true), true);
  }

  /** The latest is conversation, if there is one; so something has come between exchanges. */
  interrupt(row: number): void {
    const page = this.page(row);
    const known = numberOf(page, row);
    if (known === 0) return;
    const at = latestOf(known);
    page.setUint16(at + R.LENGTH, 0, true);
    page.setUint32(at + R.STRETCH, this.newStretch(), true);
  }

  /** The row is another connection's from now on. */
  forget(row: number): void {
    if (!this.has(row)) return;
    const page = this.page(row);
    const known = numberOf(page, row);
    if (known === 0) return;
    for (const at of [latestOf(known), previousOf(known, 0), previousOf(known, 1)])
      if (page.getUint16(at + R.LENGTH, true) !== 0) page.setUint16(at + R.LENGTH, 0, true);
  }

  private has(row: number): boolean {
    return row >>> R.PAGE_SHIFT < this.pages.count;
  }

  private page(row: number): DataView {
    while (!this.has(row)) this.pages.add();
    return this.pages.page(row >>> R.PAGE_SHIFT);
  }

  private newStretch(): number {
    const stretch = this.stretches + 1;
    this.count.setUint32(0, stretch, true);
    return stretch;
  }
}

/** Of those of its page; 0: the row never had a candidate. */
function numberOf(page: DataView, row: number): number {
  return page.getUint16(inPage(row) * R.NUMBER_OCTETS, true);
}

/** Likewise, and it gets one where it has none. */
function ownNumberOf(page: DataView, row: number): number {
  const known = numberOf(page, row);
  if (known !== 0) return known;
  const given = page.getUint32(R.NUMBERED, true) + 1;
  page.setUint32(R.NUMBERED, given, true);
  page.setUint16(inPage(row) * R.NUMBER_OCTETS, given, true);
  return given;
}

function latestOf(known: number): number {
  return R.LATEST + (known - 1) * R.PLACE_OCTETS;
}

function previousOf(known: number, direction: Direction): number {
  return R.PREVIOUS + (2 * (known - 1) + direction) * R.PLACE_OCTETS;
}

function inPage(row: number): number {
  return row & ((1 << R.PAGE_SHIFT) - 1);
}

function flagsOf(direction: Direction, isTls: boolean): number {
  return (direction === 1 ? R.FROM_RESPONDER : 0) | (isTls ? R.TLS : 0);
}

/** One literal: spreading objects into one another took as long as all else here. */
function read(
  page: DataView,
  at: number,
  answerLength: number,
  answerTime: number,
  isInterrupted: boolean,
): Exchange {
  const head = page.getUint32(at + R.HEAD, true);
  return {
    frame: page.getUint32(at + R.FRAME, true),
    time: page.getFloat64(at + R.TIME, true),
    direction: head & R.FROM_RESPONDER ? 1 : 0,
    length: page.getUint16(at + R.LENGTH, true),
    head: head & 0xff_ffff,
    isTls: (head & R.TLS) !== 0,
    silence: page.getFloat64(at + R.SILENCE, true),
    answerLength,
    answerTime,
    isInterrupted,
  };
}
