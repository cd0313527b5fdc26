/**
 * How regular something is, from the spans between its occurrences, in bounded memory: of many spans an even sample is
 * kept. Median and median deviation, so that a pause or a late timer now and then changes nothing.
 */
import { Fields } from '../tracking/fields.ts';
import type { Pool } from '../tracking/pool.ts';
import {
  KEPT_AT_MOST,
  RHYTHM_COUNT,
  RHYTHM_KEPT,
  RHYTHM_ROWS,
  RHYTHM_SHIFT,
  SPANS_OF_ROW,
} from './beat-layout.ts';

/** Fewer than this agree by chance. */
const SPANS_AT_LEAST = 3;
/** So few must agree all of them. */
const FEW = 6;
/** How far spans may lie from their median, as a part of it: all of a few, half of many, and nearly all of many. */
const ALIKE = 0.05;
const NEARLY_ALIKE = 0.15;
const NEARLY_ALL = 0.8;

const ROWS: number = KEPT_AT_MOST / SPANS_OF_ROW;

export class Rhythm extends Fields {
  private readonly spans: Pool;

  /** The one that begins at `at` of the page; its spans are in rows of the pool. */
  constructor(page: DataView, at: number, spans: Pool) {
    super(page, at);
    this.spans = spans;
  }

  /** Spans ever added. */
  get count(): number {
    return this.number(RHYTHM_COUNT);
  }

  /** A span, ns. */
  append(span: number): void {
    const before = this.add(RHYTHM_COUNT, 1) - 1;
    const shift = this.octet(RHYTHM_SHIFT);
    if (before % 2 ** shift !== 0) return;
    const kept = this.octet(RHYTHM_KEPT);
    this.write(kept, span);
    this.setOctet(RHYTHM_KEPT, kept + 1);
    if (kept + 1 < KEPT_AT_MOST) return;
    for (let place = 0; place < KEPT_AT_MOST / 2; place++) this.write(place, this.read(2 * place));
    this.setOctet(RHYTHM_KEPT, KEPT_AT_MOST / 2);
    this.setOctet(RHYTHM_SHIFT, shift + 1);
  }

  /** ns; null where there is no span. */
  get median(): number | null {
    return medianOf(this.sample());
  }

  /** Whether a span is like those before it; of fewer than two, nobody can say. */
  fits(span: number): boolean {
    if (this.octet(RHYTHM_KEPT) < 2) return true;
    const { median } = this;
    return median === null || Math.abs(span - median) <= NEARLY_ALIKE * median;
  }

  /** The spans are alike: low deviation from the median, over enough of them. */
  get isSteady(): boolean {
    if (this.count < SPANS_AT_LEAST) return false;
    const sample = this.sample();
    const median = medianOf(sample);
    if (median === null) return false;
    const deviations = sample.map((span) => Math.abs(span - median) / median);
    if (sample.length < FEW) return deviations.every((deviation) => deviation <= ALIKE);
    const near = deviations.reduce((sum, deviation) => sum + (deviation <= NEARLY_ALIKE ? 1 : 0), 0);
    return (medianOf(deviations) ?? 1) <= ALIKE && near >= NEARLY_ALL * sample.length;
  }

  /** Its rows are others' from now on. */
  release(): void {
    for (let place = 0; place < ROWS; place++) {
      const id = this.number(RHYTHM_ROWS + 4 * place);
      if (id !== 0) this.spans.discard(id - 1);
    }
  }

  private sample(): Float64Array {
    const sample = new Float64Array(this.octet(RHYTHM_KEPT));
    for (let place = 0; place < sample.length; place++) sample[place] = this.read(place);
    return sample;
  }

  private read(place: number): number {
    const row = this.rowOf(place);
    return this.spans.page(row).getFloat64(this.spans.at(row) + 8 * (place % SPANS_OF_ROW), true);
  }

  private write(place: number, span: number): void {
    const row = this.rowOf(place);
    this.spans.page(row).setFloat64(this.spans.at(row) + 8 * (place % SPANS_OF_ROW), span, true);
  }

  /** The row that the span of this place is in, which it gets with the first. */
  private rowOf(place: number): number {
    const field = RHYTHM_ROWS + 4 * Math.floor(place / SPANS_OF_ROW);
    const known = this.number(field);
    if (known !== 0) return known - 1;
    const row = this.spans.take();
    this.setNumber(field, row + 1);
    return row;
  }
}

function medianOf(values: Float64Array): number | null {
  return values.toSorted()[values.length >> 1] ?? null;
}
