/** A number in the octets of a capture, by the name of what it says: what mutators change, and hostile sets go through. */

export interface Field {
  /** Such as `ipv4.total-length`: the same for all of its kind. */
  name: string;
  at: number;
  /** 1 to 8. */
  octets: number;
  littleEndian: boolean;
  /** Of a part of the octets: the bits that it has, from the lowest; all of them unless given. */
  mask?: bigint;
  /** Whether it says how long something is, how much there is of it, or where it lies. */
  isLength: boolean;
}

export function readField(capture: Uint8Array, field: Field): bigint {
  const whole = readWhole(capture, field);
  return field.mask === undefined ? whole : (whole & field.mask) >> shiftOf(field.mask);
}

/** Writes the low bits of `value`, as many as the field has. */
export function writeField(capture: Uint8Array, field: Field, value: bigint): void {
  const { mask } = field;
  let whole = BigInt.asUintN(8 * field.octets, value);
  if (mask !== undefined) whole = (readWhole(capture, field) & ~mask) | ((value << shiftOf(mask)) & mask);
  for (let index = 0; index < field.octets; index++) {
    const place = field.littleEndian ? index : field.octets - 1 - index;
    capture[field.at + place] = Number((whole >> BigInt(8 * index)) & 0xffn);
  }
}

/** The largest value that the field can have. */
export function largest({ octets, mask }: Field): bigint {
  return mask === undefined ? (1n << BigInt(8 * octets)) - 1n : mask >> shiftOf(mask);
}

function readWhole(capture: Uint8Array, { at, octets, littleEndian }: Field): bigint {
  let value = 0n;
  for (let index = 0; index < octets; index++)
    value = (value << 8n) | BigInt(capture[at + (littleEndian ? octets - 1 - index : index)] ?? 0);
  return value;
}

function shiftOf(mask: bigint): bigint {
  let shift = 0n;
  while (((mask >> shift) & 1n) === 0n) shift++;
  return shift;
}
