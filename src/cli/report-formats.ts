/** The forms of `keepscope report`, by the ending of the file's name; each one is loaded when it is asked for. */
import type { Examination } from '../report/examination.ts';
import type { Interrupt } from './interrupt.ts';
import type { Request } from './request.ts';
import type { Terminal } from './terminal.ts';

/** A run of `keepscope report`. */
export interface ReportRequest extends Request {
  /** A path, or `-`. */
  output: string;
  reportFormat: ReportFormat;
  /** Of an annotated capture: only the frames that prove something. */
  onlyEvidence: boolean;
}

/** A report whose captures have been analyzed. */
export interface ReportMaking {
  pieces: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;
  /** What it is made from, asked for when the pieces are taken; null where it is known only once all of them are. */
  examination: () => Examination | null;
}

/** Analyzes the captures of the request, or until the interrupt. */
export type ReportMaker = (
  request: ReportRequest,
  terminal: Terminal,
  interrupt: Interrupt,
) => Promise<ReportMaking>;

export interface ReportFormat {
  /** For --format, and of the file's name with a dot before it. */
  ending: string;
  load: () => Promise<ReportMaker>;
}

/** All forms; the first one is for standard output where nothing else is said. */
export const REPORT_FORMATS: readonly ReportFormat[] = [
  { ending: 'html', load: async () => (await import('./report-html.ts')).makeHtml },
  { ending: 'md', load: async () => (await import('./report-markdown.ts')).makeMarkdown },
  { ending: 'pcapng', load: async () => (await import('./report-annotated.ts')).makeAnnotated },
];
