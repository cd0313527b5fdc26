/** The forms of `keepscope report`, by the ending of the file's name; each writer is loaded when it is asked for. */
import type { Examination } from '../report/examination.ts';
import type { ScreenOptions } from '../report/paint.ts';
import type { Selection } from '../report/selection.ts';

/** What a writer makes its report from. */
export interface ReportSource {
  examination: Examination;
  selection: Selection;
  screen: ScreenOptions;
  /** As they were given: paths, or `-`. */
  captures: readonly string[];
}

/** The report in pieces. */
export type ReportWriter = (
  source: ReportSource,
) => Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

export interface ReportFormat {
  /** For --format, and of the file's name with a dot before it. */
  ending: string;
  load: () => Promise<ReportWriter>;
}

/** All forms; the first one is for standard output where nothing else is said. */
export const REPORT_FORMATS: readonly ReportFormat[] = [
  { ending: 'html', load: async () => (await import('./report-html.ts')).writeHtml },
];
