/** The flow hash of a row, as wire/flow-hash.ts makes it of a segment. */
import { endpointHash, ofBoth } from '../wire/flow-hash.ts';
import { KEY_ORIGINATOR, KEY_ORIGINATOR_PORT, KEY_RESPONDER, KEY_RESPONDER_PORT } from './rows.ts';

/** Of the row at `at`. */
export function rowHash(page: DataView, at: number): number {
  return ofBoth(
    keyHash(page, at + KEY_ORIGINATOR, at + KEY_ORIGINATOR_PORT),
    keyHash(page, at + KEY_RESPONDER, at + KEY_RESPONDER_PORT),
  );
}

function keyHash(page: DataView, address: number, port: number): number {
  return endpointHash(
    page.getInt32(address, true),
    page.getInt32(address + 4, true),
    page.getInt32(address + 8, true),
    page.getInt32(address + 12, true),
    page.getUint16(port, true),
  );
}
