/** One line a case: what most people want to know. */

import type { HeatResult } from './competition.ts';
import { FORMS, REFERENCE } from './contestants.ts';
import { timesFaster } from './heat-text.ts';
import type { CaseResult } from './page.ts';
import { medianOf, ratioText, wholeText } from './table.ts';

const SLOW = ['pcap-parser', 'tcptrace', 'tshark'];

/** Headings, then the lines of the cases that have been run. */
export function overviewOf(results: readonly CaseResult[]): string[][] {
  const forms = FORMS.map(({ name }) => `${name} / ${REFERENCE}`);
  const headings = ['case', 'frames', 'connections', ...forms, ...SLOW.map((peer) => `times ${peer}`)];
  return [headings, ...results.flatMap(lineOf)];
}

/** Ratios to the reference are of the whole capture; how much slower the slow ones are, of the largest that they got. */
function lineOf({ case: { name }, heats }: CaseResult): string[][] {
  const [whole] = heats;
  if (whole === undefined) return [];
  const reference = medianOf(whole.rows, REFERENCE);
  const ratios = FORMS.map(({ name: form }) => ratioText(medianOf(whole.rows, form) / reference));
  const times = SLOW.map((peer) => largestOf(heats, peer));
  const { frames, connections } = whole.heat;
  return [[name, wholeText(frames), wholeText(connections), ...ratios, ...times]];
}

function largestOf(heats: readonly HeatResult[], peer: string): string {
  const [largest = Number.NaN] = heats
    .toSorted((first, second) => second.heat.frames - first.heat.frames)
    .map(({ rows }) => timesFaster(rows, peer))
    .filter((times) => Number.isFinite(times));
  return Number.isFinite(largest) ? largest.toFixed(1) : '-';
}
