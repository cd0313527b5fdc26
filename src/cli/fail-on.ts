/** What makes the program end with status 1: a severity, or one verdict or finding by its code. */

import { FINDING_CODES } from '../diagnosis/finding-codes.ts';
import { KeepscopeError } from '../errors.ts';
import type { Examination } from '../report/examination.ts';
import type { FindingReport, Severity } from '../report/model.ts';
import { matchingConnections } from '../report/selected.ts';
import { isNarrowed, type Selection } from '../report/selection.ts';
import { SEVERITY_RANK, VERDICT_CODES, VERDICT_SEVERITY } from '../report/verdict-severity.ts';
import { nearest } from './nearest.ts';

const THRESHOLDS = ['warning', 'error'] as const;

/** Whether a code of a severity is what the program is to fail on. */
export type FailOn = (code: string, severity: Severity) => boolean;

/** The condition that `--fail-on TEXT` sets. */
export function parseFailOn(text: string): FailOn {
  const threshold = THRESHOLDS.find((severity) => severity === text);
  if (threshold !== undefined)
    return (_code, severity) => SEVERITY_RANK[severity] >= SEVERITY_RANK[threshold];
  const codes = [...VERDICT_CODES, ...FINDING_CODES];
  if (codes.some((code) => code === text)) return (code) => code === text;
  const guess = nearest(text, [...THRESHOLDS, ...codes]);
  throw new KeepscopeError(
    'usage',
    `--fail-on: "${text}" is neither a severity nor a code`,
    guess === null ? 'give warning, error, or the code of a verdict or finding' : `did you mean ${guess}?`,
  );
}

/** Whether a selected connection, or a finding over connections, meets the condition. */
export function hasFailed(examination: Examination, selection: Selection, failOn: FailOn): boolean {
  const { summary } = examination;
  // All that were let go of are in the summary, and nowhere else.
  const verdicts = isNarrowed(selection) ? [] : VERDICT_CODES.filter((code) => summary.verdicts[code]);
  if (verdicts.some((code) => failOn(code, VERDICT_SEVERITY[code]))) return true;
  const isMet = ({ code, severity }: FindingReport): boolean => failOn(code, severity);
  if (examination.findings.some(isMet)) return true;
  for (const { verdict, findings } of matchingConnections(examination, selection)) {
    if (failOn(verdict.code, VERDICT_SEVERITY[verdict.code]) || findings.some(isMet)) return true;
  }
  return false;
}
