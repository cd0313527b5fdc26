/**
 * The longest silence and idle time of a connection, which hardly any segment ends. So they lie in the cold part of the row,
 * and in the row itself is a bound in eight bits: what has a smaller code than it is shorter than both.
 */
import * as R from './rows.ts';
import { codeOf } from './span-code.ts';

/** A segment has ended a stretch without any (LONGEST_SILENCE), or without payload (LONGEST_IDLE), of so long, ns. */
export function writeLongest(page: DataView, at: number, field: number, span: number): void {
  const cold = R.coldOf(at);
  if (!(span > page.getFloat64(cold + field, true))) return;
  page.setFloat64(cold + field, span, true);
  const silence = page.getFloat64(cold + R.LONGEST_SILENCE, true);
  const idle = page.getFloat64(cold + R.LONGEST_IDLE, true);
  page.setUint8(at + R.LONGEST_BOUND, Math.min(codeOf(silence), codeOf(idle)));
}
