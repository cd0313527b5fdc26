/** What express/ says of all connections at one go: which are open (open.ts), and what ordinary ones come to (judge.ts). */
import { SUMS_OCTETS } from '../diagnosis/counts-layout.ts';
import type { Judged } from '../diagnosis/survey.ts';
import type { Arena } from '../tracking/arena.ts';
import type { Program } from './program.ts';

/**
 * The judgements of the first rows, one for each of `isForRules`, as of `captureEnd`, ns; where that is 1 there is none. They
 * stay in the arena, where all threads see them: connections are judged once, at the end.
 */
export function judgeRows(
  program: Program,
  arena: Arena,
  captureEnd: number,
  isForRules: Uint8Array,
): Judged {
  const count = isForRules.length;
  const sums = arena.allocate(octetsFor(count));
  const firstFrames = sums + SUMS_OCTETS;
  const codes = firstFrames + 4 * count;
  const notes = codes + count;
  // What is not 0 there before is for the rules.
  new Uint8Array(arena.buffer, notes, count).set(isForRules);
  program.sumProbes(sums);
  program.judge(count, captureEnd, codes, notes, firstFrames, sums);
  const { buffer } = arena;
  return {
    codes: new Uint8Array(buffer, codes, count),
    notes: new Uint8Array(buffer, notes, count),
    firstFrames: new Uint32Array(buffer, firstFrames, count),
    sums: sumsAt(arena, sums),
  };
}

/** The sums of all probes alone. */
export function sumProbes(program: Program, arena: Arena): DataView {
  const at = arena.allocate(SUMS_OCTETS);
  program.sumProbes(at);
  const sums = sumsAt(arena, at);
  arena.release(at, SUMS_OCTETS);
  return sums;
}

/** Of the first rows, those of which something may be open, as keepalive/open-rows.ts has them. */
export function openRows(program: Program, arena: Arena, count: number): Uint32Array {
  // As many as judgeRows() wants, which comes soon and may get the same piece.
  const octets = octetsFor(count);
  const list = arena.allocate(octets);
  const found = program.findOpen(count, list);
  const rows = new Uint32Array(arena.buffer, list, found).slice();
  arena.release(list, octets);
  return rows;
}

/** The sums, and of each row its first frame, its verdict and its note. */
function octetsFor(count: number): number {
  return SUMS_OCTETS + 6 * count;
}

/** A copy of them. */
function sumsAt({ buffer }: Arena, at: number): DataView {
  return new DataView(new Uint8Array(buffer, at, SUMS_OCTETS).slice().buffer);
}
