/** The Markdown report in a file. */
import { renderMarkdown } from '../report/markdown.ts';
import { readCaptures } from './reading.ts';
import type { ReportMaker } from './report-formats.ts';

/** The report in pieces. */
export const makeMarkdown: ReportMaker = async (request, terminal, interrupt) => {
  const examination = await readCaptures(request, terminal, interrupt, false);
  return {
    pieces: renderMarkdown(examination, request.selection),
    examination: () => examination,
  };
};
