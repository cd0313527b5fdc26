/** What was read of one capture, in the form of the report. */
import type { CaptureFacts } from '../capture/reader.ts';
import { linkTypeName } from '../wire/link-type.ts';
import { OUTCOME_NAMES, Outcome } from '../wire/outcome.ts';
import type { CaptureReport, SkippedCode } from './model.ts';
import { timeText } from './time-text.ts';

/** Frames that are no fault of the capture, though they hold no segment to analyze. */
const SKIPPED: ReadonlySet<number> = new Set([Outcome.NotIp, Outcome.NotTcp, Outcome.LaterFragment]);

/** The tally of a capture. Segments are not counted by outcome: they are what is left. */
export interface CountedCapture {
  frames: number;
  counts: Uint32Array;
  firsts: Uint32Array;
  firstTime: number | null;
  lastTime: number | null;
}

/** The report of one capture. `base`: ns since 1970 of the timeline's first frame, null where none had a time. */
export function captureReport(
  facts: CaptureFacts,
  counted: CountedCapture,
  base: bigint | null,
): CaptureReport {
  const { counts, firstTime, lastTime } = counted;
  const outcomes = outcomesOf(counted);
  return {
    path: facts.path,
    format: facts.format,
    compression: facts.compression,
    linkTypes: facts.linkTypes.map(linkTypeName),
    frames: counted.frames,
    tcpSegments: counted.frames - counts.reduce((sum, count) => sum + count, 0),
    firstAt: base === null || firstTime === null ? null : timeText(base, firstTime),
    lastAt: base === null || lastTime === null ? null : timeText(base, lastTime),
    dropped: facts.dropped,
    complete: facts.complete,
    anomalies: [
      ...facts.anomalies,
      ...outcomes.filter(({ outcome }) => !SKIPPED.has(outcome)).map(withoutNumber),
    ],
    skipped: outcomes.filter(({ outcome }) => SKIPPED.has(outcome)).map(withoutNumber),
    ...(facts.clock === undefined ? {} : { clock: facts.clock }),
    ...(facts.strangeLines === undefined ? {} : { strangeLines: [...facts.strangeLines] }),
  };
}

interface Counted {
  outcome: number;
  code: SkippedCode;
  count: number;
  firstFrame: number;
}

function outcomesOf({ counts, firsts }: CountedCapture): Counted[] {
  const counted: Counted[] = [];
  OUTCOME_NAMES.forEach((code, outcome) => {
    const count = counts[outcome] ?? 0;
    const isSegment = outcome === Outcome.Segment || outcome === Outcome.IcmpError;
    if (count > 0 && !isSegment) counted.push({ outcome, code, count, firstFrame: firsts[outcome] ?? 0 });
  });
  return counted;
}

function withoutNumber({ code, count, firstFrame }: Counted): {
  code: SkippedCode;
  count: number;
  firstFrame: number;
} {
  return { code, count, firstFrame };
}
