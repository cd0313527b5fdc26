/** The words that sentences about findings are made of. */
import type { Finding } from '../diagnosis/finding.ts';
import type { Limit } from '../diagnosis/limit.ts';
import { roughDuration } from './duration.ts';
import { roleOf } from './messages.ts';
import type { Role } from './model.ts';

export interface FindingWords {
  side: Role;
  peer: Role;
  duration: string;
  other: string;
  count: number;
  connections: number;
  /** What is known of the timeout on the path: `350 s (AWS NLB listener)`. */
  limit: string;
  /** The known timeouts that fit: `AWS NLB listener (350 s)`; empty where none does. */
  products: string;
}

export function findingWords(finding: Finding): FindingWords {
  const { direction, count, connections, products, limit } = finding;
  return {
    side: roleOf(direction ?? 0),
    peer: roleOf(direction === 1 ? 0 : 1),
    duration: lengthText(finding.duration),
    other: lengthText(finding.other),
    count: count ?? 0,
    connections,
    limit: limit === null ? '' : limitText(limit),
    products: products.map(({ title, seconds }) => `${title} (${lengthText(seconds * 1e9)})`).join(', '),
  };
}

function limitText({ low, high, isDeclared, product }: Limit): string {
  if (product !== null) return `${lengthText(high)} (${product.title})`;
  if (low === 0) return `at most ${lengthText(high)}`;
  return isDeclared ? lengthText(high) : `more than ${lengthText(low)} and at most ${lengthText(high)}`;
}

/** ns at a glance; seconds up to two hours, as timeouts are set. */
function lengthText(nanoseconds: number | null): string {
  if (nanoseconds === null) return '';
  const seconds = nanoseconds / 1e9;
  return seconds >= 60 && seconds <= 7200 ? `${Number(seconds.toFixed(1))} s` : roughDuration(seconds);
}
