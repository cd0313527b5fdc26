/** An idle timeout of something on the path: what a person declares with --middlebox, or what connections prove. */
import { SECOND } from '../tracking/time.ts';
import { MIDDLEBOXES, type Middlebox } from './middleboxes.ts';

/** The timeout is above `low` and at most `high`, ns; a declared one is exactly `high`. */
export interface Limit {
  low: number;
  high: number;
  isDeclared: boolean;
  /** Of a declared one: the product, null where it was given as a number. */
  product: Middlebox | null;
}

/** Longest timeout that can be meant: 30 days. */
const LONGEST = 30 * 86_400;

/** The limit that `text` declares: a name of the table, or seconds; null where it is neither. */
export function declaredLimit(text: string): Limit | null {
  const product = MIDDLEBOXES.find(({ name }) => name === text.toLowerCase()) ?? null;
  const seconds = product?.seconds ?? (/^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN);
  if (!(seconds > 0 && seconds <= LONGEST)) return null;
  return { low: seconds * SECOND, high: seconds * SECOND, isDeclared: true, product };
}
