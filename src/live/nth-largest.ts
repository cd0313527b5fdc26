/** Hoare's selection, as Wirth has it (Algorithms + Data Structures = Programs, 1976, program 2.11): of 200,000 in some ms. */

/** The number that has `n` larger ones, or as large, before it; the numbers are left in another order. */
export function nthLargest(numbers: Float64Array, n: number): number {
  const at = numbers.length - 1 - n;
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const pivot = numbers[(low + high) >> 1] ?? 0;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((numbers[left] ?? 0) < pivot) left++;
      while ((numbers[right] ?? 0) > pivot) right--;
      if (left > right) break;
      const moved = numbers[left] ?? 0;
      numbers[left++] = numbers[right] ?? 0;
      numbers[right--] = moved;
    }
    if (right < at) low = left;
    if (at < left) high = right;
  }
  return numbers[at] ?? 0;
}
