/** `keepscope [analyze] FILE...`: its place on the command line. What it does is in analyze-run.ts, loaded when asked for. */
import type { Argv, CommandModule } from 'yargs';

import { KeepscopeError } from '../errors.ts';
import { ANALYZE_OPTIONS } from './options.ts';
import type { Arguments } from './request.ts';
import type { Terminal } from './terminal.ts';

/** The command; its exit status goes to `finish`. */
export function analyzeCommand(terminal: Terminal, finish: (status: number) => void): CommandModule {
  return {
    command: ['analyze', '$0'],
    describe: 'Analyze captures (what keepscope FILE... does)',
    builder: (argv: Argv) => argv.options(ANALYZE_OPTIONS),
    handler: async (given) => {
      const captures = capturesOf(given, 'analyze');
      const { requestOf, runAnalyze } = await import('./analyze-run.ts');
      finish(await runAnalyze(requestOf(captures, given), terminal));
    },
  };
}

/** Of a command: words without a dash, `-`, and everything after `--`. A positional of yargs would lose `-`. */
export function capturesOf(given: Arguments, command: string): string[] {
  const words = [given['_'], given['--']].map((value) => (Array.isArray(value) ? value.map(String) : []));
  const [plain = [], dashed = []] = words;
  const captures = [...(plain[0] === command ? plain.slice(1) : plain), ...dashed];
  const [first] = captures;
  if (first === undefined) {
    const name = command === 'analyze' ? 'keepscope' : `keepscope ${command}`;
    throw new KeepscopeError(
      'usage',
      'no capture given',
      `${name} FILE reads a file, ${name} - standard input; --help shows examples`,
    );
  }
  return captures;
}
