/** Which rows are shown: words that all must occur, and verdicts of which one must fit. */
import type { VerdictCode } from '../../model.ts';
import type { EmbeddedRow } from '../embedded.ts';

export interface RowQuery {
  text: string;
  /** Empty: any. */
  verdicts: ReadonlySet<VerdictCode>;
}

/** The rows that fit. A word is looked for in the number (`#12`), the endpoints, the verdict and the findings. */
export function fittingRows<Row extends EmbeddedRow>(
  rows: readonly Row[],
  { text, verdicts }: RowQuery,
): Row[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return rows.filter((row) => {
    if (verdicts.size > 0 && !verdicts.has(row.verdict)) return false;
    if (words.length === 0) return true;
    const searched = searchedText(row);
    return words.every((word) => searched.includes(word));
  });
}

function searchedText({ id, originator, responder, verdict, findings }: EmbeddedRow): string {
  return `#${id} ${originator} -> ${responder} ${verdict} ${findings.join(' ')}`.toLowerCase();
}
