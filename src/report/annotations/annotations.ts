/** All that is to be said about the frames of captures, found by capture and frame. */
import type { Exchange } from '../../keepalive/exchange.ts';
import type { ExchangeStore } from '../../keepalive/exchange-store.ts';
import { captureName } from '../capture-lines.ts';
import type { Examination } from '../examination.ts';
import type { FrameNumbers } from '../frame-numbers.ts';
import { GENERATOR } from '../generator.ts';
import { plainText } from '../plain-text.ts';
import { aboutCapture } from './about-capture.ts';
import type { Conclusions } from './conclusions.ts';
import type { FrameNote, FrameNotes } from './frame-notes.ts';
import { isProbe } from './note-taker.ts';
import { noteText } from './note-text.ts';

/** What the pass over the captures left behind; the notes are sorted. */
export interface Noted {
  notes: FrameNotes;
  conclusions: Conclusions;
  /** Null where there was nothing. */
  exchanges: ExchangeStore | null;
  frameNumbers: FrameNumbers;
}

/** Captures are given by their index in the order of the timeline, from 0; frames count from 1 in each. */
export class Annotations {
  readonly #examination: Examination;
  readonly #noted: Noted;
  /** How many frames of the timeline lie before each capture. */
  readonly #before: number[] = [];

  constructor(examination: Examination, noted: Noted) {
    this.#examination = examination;
    this.#noted = noted;
    let before = 0;
    for (const { frames } of examination.captures) {
      this.#before.push(before);
      before += frames;
    }
  }

  /** How many frames of a capture were read. */
  framesOf(capture: number): number {
    return this.#examination.captures[capture]?.frames ?? 0;
  }

  /** The comment on a capture as a whole. */
  about(capture: number, onlyEvidence: boolean): string {
    const { notes, conclusions } = this.#noted;
    const omitted = notes.omitted + conclusions.omitted;
    return aboutCapture(this.#examination, capture, { onlyEvidence, omitted });
  }

  /** Whether the frame has a comment, or shows what a commented frame is about. */
  isEvidence(capture: number, frame: number): boolean {
    if (this.#noted.conclusions.on(capture, frame).length > 0) return true;
    for (const _note of this.#notesOf(capture, frame)) return true;
    return false;
  }

  /** The comments on a frame: first what it is, then what it proves. */
  on(capture: number, frame: number): string[] {
    const comments: string[] = [];
    for (const note of this.#notesOf(capture, frame)) {
      const text = noteText(note, {
        exchange: isProbe(note.kind) ? this.#exchangeOf(note, this.#onTimeline(capture, frame)) : null,
        frameName: (other) => this.#frameName(other, capture),
      });
      if (text !== null) comments.push(`connection ${note.connection}: ${text}`);
    }
    comments.push(...this.#noted.conclusions.on(capture, frame));
    return comments.map((comment) => plainText(`${GENERATOR.name}: ${comment}`));
  }

  *#notesOf(capture: number, frame: number): Generator<FrameNote> {
    const { notes, conclusions } = this.#noted;
    for (const note of notes.of(this.#onTimeline(capture, frame)))
      if (conclusions.wants(note.connection)) yield note;
  }

  #onTimeline(capture: number, frame: number): number {
    return (this.#before[capture] ?? 0) + frame;
  }

  /** The exchange of a probe; null where its row was given to a later one (Limits.exchanges). */
  #exchangeOf({ link }: FrameNote, frame: number): Exchange | null {
    if (link === 0) return null;
    const exchange = this.#noted.exchanges?.read(link);
    return exchange?.frame === frame ? exchange : null;
  }

  /** `frame 5`, or `frame 5 of b.pcap` where that is another capture than `from`. */
  #frameName(onTimeline: number, from: number): string {
    const { frameNumbers } = this.#noted;
    const capture = this.#examination.captures[frameNumbers.captureOf(onTimeline)];
    const name = `frame ${frameNumbers.numberOf(onTimeline)}`;
    return capture === undefined || capture === this.#examination.captures[from]
      ? name
      : `${name} of ${captureName(capture)}`;
  }
}
