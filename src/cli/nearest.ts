/** Guesses what was meant by a word with a slip in it. */

/** The candidate that is the fewest slips away from `word`; null where none is near enough to be meant. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let bestSlips = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const slips = slipsBetween(word, candidate);
    if (slips >= bestSlips) continue;
    best = candidate;
    bestSlips = slips;
  }
  return best;
}

/** Levenshtein's distance: characters to insert, delete or replace. */
function slipsBetween(first: string, second: string): number {
  let row = Array.from({ length: second.length + 1 }, (_, index) => index);
  for (const [line, character] of [...first].entries()) {
    const next = [line + 1];
    for (let column = 0; column < second.length; column += 1) {
      const replaced = (row[column] ?? 0) + (character === second[column] ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[second.length] ?? 0;
}
