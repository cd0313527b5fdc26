/**
 * The command line as a whole: which commands there are, how they are parsed, and what help says. yargs parses and
 * writes help as text; nothing here prints by itself or ends the process.
 */
import yargs, { type Argv, type CommandModule } from 'yargs';

import { KeepscopeError } from '../errors.ts';
import { GENERATOR } from '../report/generator.ts';
import { ADVISE_OPENING, adviseCommand } from './advise-command.ts';
import { analyzeCommand } from './analyze-command.ts';
import { completionCommand } from './completion-command.ts';
import { LAB_OPENING, labCommand } from './lab-command.ts';
import { LIVE_OPENING, liveCommand } from './live-command.ts';
import { ANALYZE_OPTIONS, SHOW } from './options.ts';
import { REPORT_OPENING, reportCommand } from './report-command.ts';
import { schemaCommand } from './schema-command.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';
import { commandBefore, isCompleting, wordCompletion } from './word-completion.ts';

/** Stands before what yargs writes: it would take the indentation away. */
export const OPENING = `Usage: keepscope FILE...

Says of each TCP connection in a capture whether the other side was still there,
how we know, and what cut the line. FILE is a pcap or pcapng capture, compressed
or not; - is standard input; several files are one timeline.

Examples:
  keepscope dead.pcap                      what became of each connection
  keepscope dead.pcap --connection 1 --format trace
                                           its timeline, frame by frame
  keepscope ring*.pcapng --host 10.0.0.0/8 --verdict peer-dead
                                           what died in a network
  tcpdump -w - tcp port 22 | keepscope -   a stream, until its end or Ctrl-C
  keepscope nightly.pcap --fail-on error   status 1 if a connection was cut
  keepscope report dead.pcap -o dead.html  a page for the ticket, with timelines
  keepscope advise --middlebox aws-nlb     settings that are safe, and snippets

`;

const EPILOGUE = 'Exit status: 0 done, 1 --fail-on was met, 2 failure, 130 interrupted';

/** Widest help that is still read with ease. */
const HELP_COLUMNS = 100;

/** Runs the program with its arguments; gives the exit status. */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  let status = 0;
  const finish = (result: number): void => {
    status = result;
  };
  const commands = commandModules(terminal, finish);
  const names = commands.map(({ command }) => [command].flat()[0] ?? '');
  let text = '';
  await commandLine(args, terminal, commands, names).parseAsync([...args], {}, (_error, _given, output) => {
    text = output;
  });
  if (text === '') return status;
  refuseHelpAmongWords(args, names);
  await terminal.output.writeAll([openingOf(args, text), text.trimStart(), '\n']);
  return status;
}

/** What stands before the help; empty where the text is something else. */
function openingOf([first = '', ...rest]: readonly string[], text: string): string {
  if (text.includes(SHOW)) return OPENING;
  return rest.some((word) => word === 'help' || HELP_OPTIONS.includes(word)) ? (OPENINGS[first] ?? '') : '';
}

const HELP_OPTIONS: readonly string[] = ['--help', '-h'];

/**
 * yargs takes a last word `help` for the option, whatever stands before it: a capture that is called so would be lost.
 * It may be all that is typed, or all that stands behind a command.
 */
function refuseHelpAmongWords(args: readonly string[], names: readonly string[]): void {
  if (!args.includes('help') || isCompleting(args)) return;
  if (args.some((word) => word === '--version' || HELP_OPTIONS.includes(word))) return;
  if (args.length === 1 || (args.length === 2 && names.includes(args[0] ?? ''))) return;
  throw new KeepscopeError(
    'usage',
    'help stands alone or behind a command',
    'a file of that name is ./help, and --help may stand anywhere',
  );
}

const OPENINGS: Readonly<Record<string, string>> = {
  live: LIVE_OPENING,
  report: REPORT_OPENING,
  lab: LAB_OPENING,
  advise: ADVISE_OPENING,
};

/** All commands; the exit status of one goes to `finish`. */
export function commandModules(terminal: Terminal, finish: (status: number) => void): CommandModule[] {
  return [
    analyzeCommand(terminal, finish),
    liveCommand(terminal, finish),
    reportCommand(terminal, finish),
    labCommand(terminal, finish),
    adviseCommand(terminal, finish),
    schemaCommand(terminal),
    completionCommand(terminal),
  ];
}

function commandLine(
  args: readonly string[],
  { screen }: Terminal,
  commands: CommandModule[],
  names: readonly string[],
): Argv {
  // yargs completes the options of a command that is not named only if they are known here as well.
  const isUnnamed = isCompleting(args) && commandBefore(args, names) === null;
  const parser = yargs()
    .scriptName('keepscope')
    .locale('en')
    .usage('')
    .epilogue(EPILOGUE)
    .wrap(Math.min(HELP_COLUMNS, screen.columns))
    .parserConfiguration({
      'parse-positional-numbers': false,
      'parse-numbers': false,
      'dot-notation': false,
      'camel-case-expansion': false,
      'boolean-negation': false,
      'greedy-arrays': false,
      'populate--': true,
    })
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      throw error instanceof KeepscopeError ? error : usageError(message, error, args);
    })
    .options(isUnnamed ? ANALYZE_OPTIONS : {})
    .command(commands)
    .help()
    .alias('h', 'help')
    .version(GENERATOR.version)
    .strictOptions();
  return isCompleting(args) ? parser.completion('complete-word', false, wordCompletion(args, names)) : parser;
}
