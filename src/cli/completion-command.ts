/** `keepscope completion [bash|zsh|fish]`: prints the script of a shell. */
import type { CommandModule } from 'yargs';

import { KeepscopeError } from '../errors.ts';
import { COMPLETION_SCRIPTS, isShell, type Shell } from './completion-scripts.ts';
import type { Arguments } from './request.ts';
import type { Terminal } from './terminal.ts';

/** The command. */
export function completionCommand(terminal: Terminal): CommandModule {
  return {
    command: 'completion',
    describe: 'Print a completion script: keepscope completion bash, zsh or fish',
    handler: async (given) => {
      await terminal.output.writeAll([COMPLETION_SCRIPTS[shellOf(given, terminal.shell)]]);
    },
  };
}

/** The shell that is named; else the login shell, as far as there is a script for it; else bash. */
function shellOf(given: Arguments, login: string): Shell {
  const words = [given['_'], given['--']].flatMap((value) => (Array.isArray(value) ? value.map(String) : []));
  const [, name = isShell(login) ? login : 'bash', extra] = words;
  if (extra !== undefined || !isShell(name)) {
    const wrong = extra === undefined ? `there is no script for ${name}` : `takes nothing more: ${extra}`;
    throw new KeepscopeError('usage', `keepscope completion: ${wrong}`, 'name one of bash, zsh and fish');
  }
  return name;
}
