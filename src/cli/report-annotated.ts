/** The captures themselves, annotated: the first piece comes when they have been analyzed, the others while they are copied. */
import { annotate } from '../annotate.ts';
import type { Examination } from '../report/examination.ts';
import { showingProgress, sourceOf } from './reading.ts';
import type { ReportMaker } from './report-formats.ts';

/** The capture in pieces. */
export const makeAnnotated: ReportMaker = async (request, terminal, interrupt) => {
  const { stdin, threads, ...source } = sourceOf(request, terminal, interrupt);
  let made: Examination | null = null;
  const { copying, first } = await showingProgress(request, terminal, interrupt, async (onProgress) => {
    const { captures, onlyEvidence } = request;
    const annotating = annotate(captures, { ...source, onlyEvidence, onProgress });
    return { copying: annotating, first: await annotating.next() };
  });
  async function* pieces(): AsyncGenerator<Uint8Array> {
    let step = first;
    try {
      for (; step.done !== true; step = await copying.next()) yield step.value;
      made = step.value.examination;
    } finally {
      // Where not all are taken, the captures are still open.
      await copying.return(null as never);
    }
  }
  return { pieces: pieces(), examination: () => made };
};
