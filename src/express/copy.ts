/** Whether a bare ACK or RST was captured before, as tracking/copies.ts says it. */
import { COPIED_AT, HALF_FLAGS, HALF_TIME, OLDEST_SIGNATURE_SHIFT, SEGMENTS } from '../tracking/row-layout';
import { rareOf } from './areas';
import { entryOf, KEPT } from './signature';
import { spanOf } from './span-code';

/** How soon after its like it must come to be its copy, ns; see tracking/copies.ts. */
const ALWAYS: f64 = Infinity;
const PROBE_WITH_ONE_WITNESS: f64 = 9e8;
const WITH_ONE_WITNESS: f64 = 5e7;
const WITHOUT_WITNESS: f64 = 2e7;
const NEVER: f64 = 0;
const RECENT: u32 = 2;

/** `isProbe`: it has the number of a probe. The half is that of its sender, in the row at `at`. */
@inline
export function isCopyOfBare(
  at: usize,
  half: usize,
  row: u32,
  isProbe: bool,
  ipId: u32,
  hasTimestamps: bool,
  time: f64,
  signature: i32,
): bool {
  const within = limitOf(at, row, isProbe, ipId, hasTimestamps);
  const oldest = <u32>load<u16>(half, HALF_FLAGS) >>> OLDEST_SIGNATURE_SHIFT;
  let age = time - load<f64>(half, HALF_TIME);
  for (let back: u32 = 1; back <= KEPT; back++) {
    const word = load<i32>(entryOf(half, oldest + KEPT - back));
    age += spanOf(word & 0xff);
    if (((word ^ signature) & ~0xff) == 0 && abs<f64>(age) < within) return true;
  }
  return false;
}

@inline
function limitOf(at: usize, row: u32, isProbe: bool, ipId: u32, hasTimestamps: bool): f64 {
  if (hasTimestamps) {
    if (ipId != 0) return ALWAYS;
    if (isProbe) return PROBE_WITH_ONE_WITNESS;
  } else if (ipId != 0) return isProbe ? PROBE_WITH_ONE_WITNESS : WITH_ONE_WITNESS;
  const limit = hasTimestamps ? WITH_ONE_WITNESS : WITHOUT_WITNESS;
  const sinceCopy = load<u32>(at, SEGMENTS) - load<u32>(rareOf(row), COPIED_AT);
  return sinceCopy <= RECENT || isProbe ? limit : NEVER;
}
