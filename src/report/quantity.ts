/** Counts in prose: thousands grouped, and the noun that agrees with them. */

/** `1,234,567`. Grouped by comma whatever the locale, so that output is the same everywhere. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 frame`, `31 frames`; `plural` where it is not the noun with an s. */
export function quantity(value: number, noun: string, plural: string = `${noun}s`): string {
  return `${grouped(value)} ${value === 1 ? noun : plural}`;
}
