/** Whether a bare ACK or RST was captured before, as tracking/copies.ts says it. */
import { COPIED_AT, SEGMENTS, SIGNATURES } from '../tracking/row-layout';
import { ENTRY_OCTETS, storedTime, TIME_UNIT } from './signature';

const KEPT: usize = 4;
/** How soon after its like it must come to be its copy, in units of the stored time; see tracking/copies.ts. */
const ALWAYS: f64 = 4294967296;
const PROBE_WITH_ONE_WITNESS: f64 = 9e8 / TIME_UNIT;
const WITH_ONE_WITNESS: f64 = 5e7 / TIME_UNIT;
const WITHOUT_WITNESS: f64 = 2e7 / TIME_UNIT;
const NEVER: f64 = 0;
const RECENT: u32 = 2;

/** `isProbe`: it has the number of a probe. The half is that of its sender, in the row at `at`. */
@inline
export function isCopyOfBare(
  at: usize,
  half: usize,
  isProbe: bool,
  ipId: u32,
  hasTimestamps: bool,
  time: f64,
  signature: i32,
): bool {
  const within = limitOf(at, isProbe, ipId, hasTimestamps);
  const stored = <i32>storedTime(time);
  const end = half + SIGNATURES + KEPT * ENTRY_OCTETS;
  for (let entry = half + SIGNATURES; entry < end; entry += ENTRY_OCTETS) {
    const word = load<i32>(entry);
    if (((word ^ signature) & ~0xff) != 0) continue;
    const before = ((word & 0xff) << 16) | <i32>load<u16>(entry, 4);
    if (<f64>abs<i32>(((stored - before) << 8) >> 8) < within) return true;
  }
  return false;
}

@inline
function limitOf(at: usize, isProbe: bool, ipId: u32, hasTimestamps: bool): f64 {
  if (hasTimestamps) {
    if (ipId != 0) return ALWAYS;
    if (isProbe) return PROBE_WITH_ONE_WITNESS;
  } else if (ipId != 0) return isProbe ? PROBE_WITH_ONE_WITNESS : WITH_ONE_WITNESS;
  const limit = hasTimestamps ? WITH_ONE_WITNESS : WITHOUT_WITNESS;
  const sinceCopy = load<u32>(at, SEGMENTS) - load<u32>(at, COPIED_AT);
  return sinceCopy <= RECENT || isProbe ? limit : NEVER;
}
