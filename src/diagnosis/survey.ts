/**
 * The verdicts of all connections of a shard, and what the summary counts, as numbers: so that each thread judges its
 * own connections, and what a million of them came to travels as one array.
 */
import { PROBE_OUTCOMES } from '../keepalive/exchange.ts';
import type { ProbeBooks } from '../keepalive/watch.ts';
import { Timeline } from '../timeline/timeline.ts';
import type { Rows } from '../tracking/rows.ts';
import { diagnose } from './diagnose.ts';
import { noteOf } from './population/noteworthy.ts';
import { VERDICT_CODES } from './verdict.ts';

export interface Survey {
  /** By row: the verdict's place in VERDICT_CODES. */
  codes: Uint8Array<ArrayBuffer>;
  /** By row: why a finding over connections may concern it (population/noteworthy.ts); 0 where none does. */
  notes: Uint8Array<ArrayBuffer>;
  /** By place in PROBE_OUTCOMES: keepalive probes. */
  outcomes: number[];
  probes: number;
  windowProbes: number;
  /** Frames that were copies of an earlier one. */
  copies: number;
}

/** Judges every row. `captureEnd`: the time of the last frame that was read, ns. */
export function survey(
  rows: Rows,
  booksOf: (row: number) => ProbeBooks | undefined,
  captureEnd: number,
): Survey {
  const codes = new Uint8Array(rows.count);
  const outcomes = PROBE_OUTCOMES.map(() => 0);
  const notes = new Uint8Array(rows.count);
  const counted: Survey = { codes, notes, outcomes, probes: 0, windowProbes: 0, copies: 0 };
  for (let row = 0; row < rows.count; row++) {
    const timeline = new Timeline(rows, row, booksOf(row), captureEnd);
    const { code } = diagnose(timeline);
    codes[row] = VERDICT_CODES.indexOf(code);
    notes[row] = noteOf(timeline, code);
    counted.copies += timeline.copies;
    for (const { prober } of timeline.sides) {
      if (prober === null) continue;
      counted.probes += prober.probes;
      counted.windowProbes += prober.windowProbes;
      const own = prober.outcomes;
      for (const [place, outcome] of PROBE_OUTCOMES.entries())
        outcomes[place] = (outcomes[place] ?? 0) + own[outcome];
    }
  }
  return counted;
}
