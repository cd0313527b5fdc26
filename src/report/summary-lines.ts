/** What all connections came to, in a line: `12 connections, 3 need attention: 2 peer-dead, 1 probing; 9 alive`. */
import type { EvictedReport, Summary, VerdictCode } from './model.ts';
import type { Paint } from './paint.ts';
import { grouped, quantity } from './quantity.ts';
import { isVerdictCode, needsAttention, VERDICT_CODES, VERDICT_SEVERITY } from './verdict-severity.ts';
import { wrappedText } from './wrapped-text.ts';

/** The lines of the summary. */
export function summaryLines(summary: Summary, columns: number, paint: Paint): string[] {
  const lines = wrappedText(sentence(summary), '', columns).map((line) => paintVerdicts(line, paint));
  if (summary.duplicateFrames > 0) {
    lines.push(
      `${quantity(summary.duplicateFrames, 'frame was captured twice and counts', 'frames were captured twice and count')} once`,
    );
  }
  if (summary.evicted.connections > 0) lines.push(...wrappedText(letGo(summary.evicted), '', columns));
  return lines;
}

/** `1,200 connections were let go of at the limit of 200,000, and are counted but not listed: 1,100 closed, 100 quiet`. */
function letGo({ limit, connections, closed, quiet, probed }: EvictedReport): string {
  const why = [
    [closed, 'closed'],
    [quiet, 'quiet'],
    [probed, 'with probes'],
  ] as const;
  const parts = why.flatMap(([count, word]) => (count === 0 ? [] : [`${grouped(count)} ${word}`]));
  const gone = quantity(connections, 'connection was let go of', 'connections were let go of');
  const listed = connections === 1 ? 'is counted but not listed' : 'are counted but not listed';
  return `${gone} at the limit of ${grouped(limit ?? 0)}, and ${listed}: ${parts.join(', ')}`;
}

function sentence(summary: Summary): string {
  if (summary.connections === 0) return 'no TCP connections';
  const grave = VERDICT_CODES.filter(needsAttention);
  const quiet = VERDICT_CODES.filter((code) => !needsAttention(code));
  const total = quantity(summary.connections, 'connection');
  const attention = `${grouped(summary.needAttention)} ${summary.needAttention === 1 ? 'needs' : 'need'} attention`;
  const rest = counts(summary, quiet);
  if (summary.needAttention === 0) return `${total}, none needs attention: ${rest}`;
  const codes = counts(summary, grave);
  const hanging = summary.hanging === 0 ? '' : `${grouped(summary.hanging)} heartbeat-unanswered`;
  const alarming = [codes, hanging].filter((text) => text !== '').join(', ');
  return `${total}, ${attention}: ${alarming}${rest === '' ? '' : `; ${rest}`}`;
}

function counts(summary: Summary, codes: readonly VerdictCode[]): string {
  return codes
    .flatMap((code) => {
      const count = summary.verdicts[code] ?? 0;
      return count === 0 ? [] : [`${grouped(count)} ${code}`];
    })
    .join(', ');
}

/** Colours the verdicts that need attention; a code never breaks over two lines, for it has no space. */
function paintVerdicts(line: string, paint: Paint): string {
  return line.replace(/(?<= )[a-z-]+(?=[,;]|$)/g, (word) =>
    isVerdictCode(word) && needsAttention(word) ? paint.severity(VERDICT_SEVERITY[word], word) : word,
  );
}
