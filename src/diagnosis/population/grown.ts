/** Columns that grow. */

type Column = Uint8Array | Uint32Array | Float64Array;

/** The column with room for so many numbers, which are 0 behind those that it had. */
export function grown<T extends Column>(column: T, room: number): T {
  const larger = new (column.constructor as new (length: number) => T)(room);
  larger.set(column);
  return larger;
}
