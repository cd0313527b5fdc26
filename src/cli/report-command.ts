/** `keepscope report FILE... -o OUT`: its place on the command line. What it does is in report-run.ts. */
import type { Argv, CommandModule } from 'yargs';

import { KeepscopeError } from '../errors.ts';
import { capturesOf } from './analyze-command.ts';
import { nearest } from './nearest.ts';
import { REPORT_OPTIONS } from './options.ts';
import { REPORT_FORMATS, type ReportFormat } from './report-formats.ts';
import type { Arguments } from './request.ts';
import type { Terminal } from './terminal.ts';

/** Stands before what yargs writes of the options. */
export const REPORT_OPENING = `Usage: keepscope report FILE... -o OUT

Examples:
  keepscope report dead.pcap -o dead.html  one page with timelines
  keepscope report dead.pcap -o dead.md    for a ticket
  keepscope report dead.pcap -o dead.pcapng --only-evidence
                                           the frames that prove it, commented

`;

/** The command; its exit status goes to `finish`. */
export function reportCommand(terminal: Terminal, finish: (status: number) => void): CommandModule {
  return {
    command: 'report',
    describe: 'Write a report to send on: a page with timelines, Markdown, or annotated frames',
    builder: (argv: Argv) => argv.usage('').options(REPORT_OPTIONS),
    handler: async (given) => {
      const captures = capturesOf(given, 'report');
      const output = single(given, 'output');
      if (output === null)
        throw new KeepscopeError('usage', 'report: no file to write to', `give -o report.${ENDINGS[0]}`);
      const format = formatOf(output, single(given, 'format'));
      const { requestOf } = await import('./request.ts');
      // What analyze calls a format is a form of the screen.
      const request = requestOf(captures, { ...given, format: undefined });
      const { runReport } = await import('./report-run.ts');
      const onlyEvidence = given['only-evidence'] === true;
      if (onlyEvidence && format.ending !== 'pcapng')
        throw new KeepscopeError('usage', '--only-evidence is for annotated captures', 'give -o OUT.pcapng');
      finish(await runReport({ ...request, output, reportFormat: format, onlyEvidence }, terminal));
    },
  };
}

const ENDINGS = REPORT_FORMATS.map(({ ending }) => ending);

function formatOf(output: string, name: string | null): ReportFormat {
  const [standard] = REPORT_FORMATS;
  const wanted = name ?? (output === '-' ? standard?.ending : /\.([^./\\]+)$/.exec(output)?.[1]);
  const format = REPORT_FORMATS.find(({ ending }) => ending === wanted?.toLowerCase());
  if (format !== undefined) return format;
  const guess = wanted === undefined ? null : nearest(wanted, ENDINGS);
  const endings = ENDINGS.map((ending) => (name === null ? `.${ending}` : ending)).join(', ');
  throw new KeepscopeError(
    'usage',
    name === null ? `${output}: its name says no form of a report` : `--format: there is no form "${name}"`,
    guess === null ? `give one of ${endings}` : `did you mean ${name === null ? '.' : ''}${guess}?`,
  );
}

function single(given: Arguments, name: string): string | null {
  const value = given[name];
  if (Array.isArray(value))
    throw new KeepscopeError('usage', `--${name} is given more than once`, 'give it once');
  return value === undefined ? null : String(value);
}
