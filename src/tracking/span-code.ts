/**
 * Spans of time in eight bits: of a Float64 in ns the exponent and the three highest bits of the fraction. A code stands for
 * spans that differ by less than an eighth, and a longer span never has a lower code. 0: below 1.2 us; 255: 68.7
 * minutes and more.
 */

/** Exponent and three bits of 2^10 ns: below it is code 0. */
const FIRST = (1023 + 10) << 3;
const LARGEST = 255;
/** Of the upper word of a Float64: the bits that are left out. */
const LEFT_OUT = 17;

const scratch = new DataView(new ArrayBuffer(8));

/** The code of a span, ns; of none or a negative one, 0. */
export function codeOf(ns: number): number {
  if (!(ns > 0)) return 0;
  scratch.setFloat64(0, ns);
  return Math.min(LARGEST, Math.max(0, (scratch.getUint32(0) >>> LEFT_OUT) - FIRST));
}

/** The shortest span that has this code, ns. */
export function spanOf(code: number): number {
  if (code === 0) return 0;
  scratch.setUint32(0, (code + FIRST) << LEFT_OUT);
  scratch.setUint32(4, 0);
  return scratch.getFloat64(0);
}
