/** `keepscope completion`: prints a script that completes options; what is no option completes as a file. */
import type { Argv, CommandModule } from 'yargs';

import { refuseWords } from './usage-error.ts';

/** The command; yargs knows the options that the script asks for. */
export function completionCommand(): CommandModule {
  let commandLine: Argv | null = null;
  return {
    command: 'completion',
    describe: 'Print a completion script for bash or zsh',
    builder: (argv: Argv) => {
      commandLine = argv;
      return argv;
    },
    handler: (given) => {
      refuseWords('completion', given);
      commandLine?.showCompletionScript();
    },
  };
}
