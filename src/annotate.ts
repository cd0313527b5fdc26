/**
 * Captures to an annotated pcapng: their frames as they are, with a comment on each one that says something. Two passes:
 * the first one analyzes, the second one copies. So it takes files, which can be read twice.
 *
 * Memory: that of the analysis, and what report/annotations/ states for comments; never that of the frames.
 */
import type { AnalyzeOptions } from './analysis-options.ts';
import { examineListening } from './analyze.ts';
import { type CopyCounts, type CopyPlan, copyCapture } from './capture/capture-copy.ts';
import { Epoch } from './capture/epoch.ts';
import { lookAt, requireSame } from './capture/file-look.ts';
import { findInput } from './capture/input.ts';
import { openCaptures } from './capture/open.ts';
import type { FrameReader } from './capture/reader.ts';
import { KeepscopeError } from './errors.ts';
import { Annotations } from './report/annotations/annotations.ts';
import { Conclusions } from './report/annotations/conclusions.ts';
import { FrameNotes } from './report/annotations/frame-notes.ts';
import { NoteTaker } from './report/annotations/note-taker.ts';
import type { Examination } from './report/examination.ts';
import { GENERATOR } from './report/generator.ts';
import { plainText } from './report/plain-text.ts';
import { RowFilter } from './report/row-filter.ts';
import { EndpointNames } from './wire/endpoint-names.ts';

/** As for analyze(); standard input can be read only once. */
export interface AnnotateOptions extends Omit<AnalyzeOptions, 'stdin' | 'trace' | 'threads'> {
  /** Copies only the frames that prove something. */
  onlyEvidence?: boolean;
}

/** What was written. */
export interface Annotated extends CopyCounts {
  /** What the comments were made from. */
  examination: Examination;
}

/**
 * The annotated captures in chunks of whole blocks, several captures one after the other in the order of their
 * timeline; in the end it says what was written. Throws a KeepscopeError where an input is no capture, cannot be read
 * twice, was changed between, or the signal ended it.
 */
export async function* annotate(
  captures: string | readonly string[],
  options: AnnotateOptions = {},
): AsyncGenerator<Uint8Array, Annotated> {
  const paths = typeof captures === 'string' ? [captures] : captures;
  await requireFiles(paths);
  const { onlyEvidence = false } = options;
  const counts: CopyCounts = { frames: 0, comments: 0, unplaced: 0 };
  const looks = await Promise.all(paths.map(lookAt));
  const readers = await openCaptures(paths, { epoch: new Epoch() });
  let examination: Examination;
  try {
    refuseText(readers);
    const found = await findAnnotations(paths, options);
    const { annotations } = found;
    examination = found.examination;
    for (const [index, reader] of readers.entries()) {
      const copying = copyCapture(reader, planOf(index, annotations, onlyEvidence));
      let step = await copying.next();
      for (; step.done !== true; step = await copying.next()) {
        refuseInterrupted(options);
        yield step.value;
      }
      counts.frames += step.value.frames;
      counts.comments += step.value.comments;
      counts.unplaced += step.value.unplaced;
    }
    for (const look of looks) await requireSame(look);
  } finally {
    for (const reader of readers) await reader.close();
  }
  return { examination, ...counts };
}

/** The first pass. */
async function findAnnotations(
  paths: readonly string[],
  options: AnnotateOptions,
): Promise<{ examination: Examination; annotations: Annotations }> {
  const { selection = {} } = options;
  const notes = new FrameNotes();
  const names = new EndpointNames();
  const filter = new RowFilter(selection, names);
  // What is noted of a connection is read again at the end: unless asked otherwise, as few as can be are let go of before.
  const limits = { connections: Number.POSITIVE_INFINITY, ...options.limits };
  const taker = new NoteTaker(notes);
  const { examination, inspection } = await examineListening(paths, { ...options, limits }, names, {
    listen: (rows) => (frame) => {
      if (filter.wants(rows, frame.row)) taker.take(frame, rows.numberOf(frame.row));
    },
    forget(row) {
      filter.forget(row);
      taker.forget(row);
    },
  });
  refuseInterrupted(options);
  notes.sort();
  const conclusions = new Conclusions(examination, selection);
  const { shards, frameNumbers } = inspection;
  const exchanges = shards[0]?.exchanges ?? null;
  return {
    examination,
    annotations: new Annotations(examination, { notes, conclusions, exchanges, frameNumbers }),
  };
}

async function requireFiles(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (path !== '-' && (await findInput(path, {})).isRegularFile) continue;
    throw new KeepscopeError(
      'usage',
      `${path === '-' ? 'standard input' : plainText(path)} can be read only once, and annotating reads twice`,
      'Save the stream to a file first.',
    );
  }
}

/** Comments stand on the frames of a capture, and text has none. */
function refuseText(readers: readonly FrameReader[]): void {
  for (const { facts } of readers) {
    if (facts.format !== 'text') continue;
    throw new KeepscopeError(
      'usage',
      `${plainText(facts.path)} is text, and only the frames of a capture can be annotated`,
      'Give the capture that the text was printed from, or one made with tcpdump -w.',
    );
  }
}

function refuseInterrupted({ signal }: AnnotateOptions): void {
  if (signal?.aborted !== true) return;
  throw new KeepscopeError('interrupted', 'annotating was interrupted', 'Run it again.');
}

/** The plan of the capture `index`, from 0 in the order of the timeline. */
function planOf(index: number, annotations: Annotations, onlyEvidence: boolean): CopyPlan {
  return {
    application: `${GENERATOR.name} ${GENERATOR.version}`,
    about: [annotations.about(index, onlyEvidence)],
    frames: annotations.framesOf(index),
    keeps: (frame) => !onlyEvidence || annotations.isEvidence(index, frame),
    commentsOn: (frame) => annotations.on(index, frame),
  };
}
