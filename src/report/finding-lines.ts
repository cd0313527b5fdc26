/** Findings, evidence and remedies as indented lines, the same in the table and in the trace. */
import { captureName } from './capture-lines.ts';
import type { CaptureReport, Evidence, FindingReport } from './model.ts';
import type { Paint } from './paint.ts';
import { quantity } from './quantity.ts';
import { wrappedText } from './wrapped-text.ts';

/** More than this many frames prove no more to a reader. */
export const SHOWN_EVIDENCE = 8;

/** A line a proving frame: `frame 28: first probe without an answer`; `but` before what speaks against it. */
export function evidenceLines(
  { evidence, counterEvidence }: { evidence: readonly Evidence[]; counterEvidence: readonly Evidence[] },
  captures: readonly CaptureReport[],
  indent: string,
  columns: number,
): string[] {
  const lineOf = (item: Evidence, lead: string): string[] =>
    wrappedText(`${frameName(item, captures)}: ${item.says}`, `${indent}${lead}`, columns);
  return [
    ...evidence.slice(0, SHOWN_EVIDENCE).flatMap((item) => lineOf(item, '')),
    ...more(evidence, indent),
    ...counterEvidence.slice(0, SHOWN_EVIDENCE).flatMap((item) => lineOf(item, 'but ')),
    ...more(counterEvidence, indent),
  ];
}

/** Findings over several connections, with all that proves them. */
export function findingLines(
  findings: readonly FindingReport[],
  captures: readonly CaptureReport[],
  columns: number,
  paint: Paint,
): string[] {
  return findings.flatMap((finding) => [
    ` ${paint.severity(finding.severity, finding.code)} (${finding.severity}, ${finding.confidence})`,
    ...wrappedText(finding.summary, '    ', columns),
    ...evidenceLines(finding, captures, '    ', columns),
    ...remedyLines(finding.remedy, '    ', columns),
  ]);
}

/** A line a remedy: `-> lower TCP_KEEPIDLE to 300`. */
export function remedyLines(remedies: readonly string[], indent: string, columns: number): string[] {
  return remedies.flatMap((remedy) => wrappedText(remedy, `${indent}-> `, columns));
}

/** `frame 28`, and of which capture where there are several. */
function frameName({ frame, capture }: Evidence, captures: readonly CaptureReport[]): string {
  const origin = captures.length > 1 ? captures[capture] : undefined;
  return origin === undefined ? `frame ${frame}` : `frame ${frame} of ${captureName(origin)}`;
}

function more(items: readonly Evidence[], indent: string): string[] {
  const rest = items.length - SHOWN_EVIDENCE;
  return rest > 0 ? [`${indent}... and ${quantity(rest, 'more frame')}`] : [];
}
