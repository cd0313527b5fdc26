/** Right / flagged / true: how far what a reader says agrees with what is so. */

/** `flagged` is how many things a reader names, `right` how many of them are true, `truth` how many there are. */
export interface Score {
  right: number;
  flagged: number;
  truth: number;
}

/** Compares two sets; what is named twice counts once. */
export function scoreOf<T>(flagged: Iterable<T>, truth: Iterable<T>): Score {
  const named = new Set(flagged);
  const wanted = new Set(truth);
  const right = [...named].filter((one) => wanted.has(one)).length;
  return { right, flagged: named.size, truth: wanted.size };
}

export function sumOf(scores: readonly Score[]): Score {
  return scores.reduce(
    (sum, { right, flagged, truth }) => ({
      right: sum.right + right,
      flagged: sum.flagged + flagged,
      truth: sum.truth + truth,
    }),
    { right: 0, flagged: 0, truth: 0 },
  );
}

/** All right, and none wrong. */
export function isPerfect({ right, flagged, truth }: Score): boolean {
  return right === truth && right === flagged;
}
