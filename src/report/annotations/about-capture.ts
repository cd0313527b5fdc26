/** What an annotated capture says of itself, in the comment of its section: where it is from, and what came of it. */
import { captureLines, captureName } from '../capture-lines.ts';
import type { Examination } from '../examination.ts';
import { findingLines } from '../finding-lines.ts';
import { GENERATOR } from '../generator.ts';
import { PLAIN } from '../paint.ts';
import { grouped, quantity } from '../quantity.ts';
import { summaryLines } from '../summary-lines.ts';

/** What was done to the capture. */
export interface Annotating {
  onlyEvidence: boolean;
  /** Comments for which there was no room. */
  omitted: number;
}

/** Lines are as long as their sentences: who shows a comment wraps it. */
const UNWRAPPED = Number.POSITIVE_INFINITY;

/** The comment of a capture's section; of the first one, what came of all of them. `index` counts captures from 0. */
export function aboutCapture(examination: Examination, index: number, annotating: Annotating): string {
  const { captures } = examination;
  const capture = captures[index];
  if (capture === undefined) throw new RangeError(`no capture ${index}`);
  const { name, version } = GENERATOR;
  const lines = [
    `Annotated by ${name} ${version}. Comments of ${name} begin with its name, and the frame numbers in them are those of ${captureName(capture)}.`,
    ...captureLines([capture], UNWRAPPED),
  ];
  if (captures.length > 1) lines.push(placeOf(examination, index, annotating));
  if (annotating.onlyEvidence)
    lines.push(
      'Only frames that prove something were kept: probes and their answers, frames around silences, what verdicts and findings rest on, and the SYN, FIN and RST of those connections. So frames have other numbers here than in the comments.',
    );
  if (index === 0) lines.push(...conclusionsOf(examination));
  if (annotating.omitted > 0) lines.push(`There was no room for ${quantity(annotating.omitted, 'comment')}.`);
  return lines.join('\n');
}

function placeOf({ captures }: Examination, index: number, { onlyEvidence }: Annotating): string {
  const place = `Capture ${index + 1} of ${captures.length} on one timeline`;
  if (onlyEvidence || index === 0) return `${place}.`;
  const before = captures.slice(0, index).reduce((sum, { frames }) => sum + frames, 0);
  return `${place}: its frame 1 is frame ${grouped(before + 1)} here.`;
}

function conclusionsOf({ captures, summary, findings }: Examination): string[] {
  return [
    ...summaryLines(summary, UNWRAPPED, PLAIN),
    ...findingLines(findings, captures, UNWRAPPED, PLAIN).map((line) => line.trimEnd()),
  ];
}
