/**
 * How regular something is, from the spans between its occurrences, in bounded memory: of many spans an even sample is
 * kept. Median and median deviation, so that a pause or a late timer now and then changes nothing.
 */

const SAMPLE_AT_MOST = 32;
/** Fewer than this agree by chance. */
const SPANS_AT_LEAST = 3;
/** So few must agree all of them. */
const FEW = 6;
/** How far spans may lie from their median, as a part of it: all of a few, half of many, and nearly all of many. */
const ALIKE = 0.05;
const NEARLY_ALIKE = 0.15;
const NEARLY_ALL = 0.8;

export class Rhythm {
  /** Spans ever added. */
  count = 0;
  private stride = 1;
  private readonly sample: number[] = [];

  /** A span, ns. */
  add(span: number): void {
    if (this.count++ % this.stride !== 0) return;
    this.sample.push(span);
    if (this.sample.length < SAMPLE_AT_MOST) return;
    for (let place = 0; place < SAMPLE_AT_MOST / 2; place++) this.sample[place] = this.sample[2 * place] ?? 0;
    this.sample.length = SAMPLE_AT_MOST / 2;
    this.stride *= 2;
  }

  /** ns; null where there is no span. */
  get median(): number | null {
    return medianOf(this.sample);
  }

  /** Whether a span is like those before it; of fewer than two, nobody can say. */
  fits(span: number): boolean {
    const { median } = this;
    return this.sample.length < 2 || median === null || Math.abs(span - median) <= NEARLY_ALIKE * median;
  }

  /** The spans are alike: low deviation from the median, over enough of them. */
  get isSteady(): boolean {
    const { median, sample } = this;
    if (median === null || this.count < SPANS_AT_LEAST) return false;
    const deviations = sample.map((span) => Math.abs(span - median) / median);
    if (sample.length < FEW) return deviations.every((deviation) => deviation <= ALIKE);
    const near = deviations.filter((deviation) => deviation <= NEARLY_ALIKE).length;
    return (medianOf(deviations) ?? 1) <= ALIKE && near >= NEARLY_ALL * sample.length;
  }
}

function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? null;
}
