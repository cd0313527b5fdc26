/** The longest silence and idle time of a connection, as tracking/longest.ts writes them. */
import { LONGEST_BOUND, LONGEST_IDLE, LONGEST_SILENCE } from '../tracking/row-layout';
import { coldOf } from './areas';
import { codeOf, spanOf } from './span-code';

/** A segment has ended a stretch without any, or without payload, of so long, ns. `at`: where its row is. */
@inline
export function writeLongestSilence(at: usize, silence: f64): void {
  if (mayBeLongest(at, silence)) write(at, coldOf(at) + LONGEST_SILENCE, silence);
}

@inline
export function writeLongestIdle(at: usize, idle: f64): void {
  if (mayBeLongest(at, idle)) write(at, coldOf(at) + LONGEST_IDLE, idle);
}

@inline
function mayBeLongest(at: usize, span: f64): bool {
  return span >= spanOf(load<u8>(at, LONGEST_BOUND));
}

function write(at: usize, field: usize, span: f64): void {
  if (!(span > load<f64>(field))) return;
  store<f64>(field, span);
  const cold = coldOf(at);
  const bound = min<u32>(codeOf(load<f64>(cold, LONGEST_SILENCE)), codeOf(load<f64>(cold, LONGEST_IDLE)));
  store<u8>(at, <u8>bound, LONGEST_BOUND);
}
