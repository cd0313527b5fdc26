/** Where the fields of the flow index lie (flow-index.ts). Only numbers are in here: express/ is compiled with it too. */

/**
 * The word of a slot, Uint32: the place of the row plus one (0 = free), above it eight bits made of the flow hash, and
 * whether the slot is of a scope.
 */
export const PLACE_OF_SLOT = 0x7f_ffff;
export const SLOT_TAG_SHIFT = 23;
export const SLOT_SCOPED = 0x8000_0000;
/** Of so many slots of the index, so many are in use at the most. The fuller it is, the more slots a look-up passes. */
export const SLOTS_OF = 8;
export const SLOTS_TAKEN = 5;
/** With its hash and its scope: columns of so many octets for each. That of scopes is not touched as long as there is none. */
export const SLOT_OCTETS = 12;
export const COLUMN_OCTETS = 4;
