/** The flow hash of a row, as wire/flow-hash.ts makes it of a segment. */
import { endpointHash, ofBoth } from '../wire/flow-hash.ts';
import { addressOf, portOf } from './key.ts';
import type { Direction } from './rows.ts';

/** Of the row at `at`. */
export function rowHash(page: DataView, at: number): number {
  return ofBoth(keyHash(page, at, 0), keyHash(page, at, 1));
}

function keyHash(page: DataView, at: number, direction: Direction): number {
  const [first, second, third, fourth] = addressOf(page, at, direction);
  return endpointHash(first, second, third, fourth, portOf(page, at, direction));
}
