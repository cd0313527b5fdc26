/** Hoare's selection (FIND, 1961), as Wirth has it (Algorithms + Data Structures = Programs, 1976, program 2.11). */

/** The number that would be at `place` were they sorted. Afterwards no number before that place is larger. */
export function nthSmallest(numbers: Float64Array, place: number): number {
  const at = (index: number): number => numbers[index] as number;
  let [low, high] = [0, numbers.length - 1];
  while (low < high) {
    const pivot = at((low + high) >>> 1);
    let [up, down] = [low, high];
    while (up <= down) {
      while (at(up) < pivot) up++;
      while (at(down) > pivot) down--;
      if (up > down) break;
      const larger = at(up);
      numbers[up++] = at(down);
      numbers[down--] = larger;
    }
    if (place <= down) high = down;
    else if (place >= up) low = up;
    else break;
  }
  return at(place);
}
