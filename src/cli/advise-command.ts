/** `keepscope advise`: its place on the command line. What it does is in advise-run.ts, loaded when asked for. */
import type { Argv, CommandModule } from 'yargs';

import { ADVISE_OPTIONS } from './advise-options.ts';
import type { Terminal } from './terminal.ts';

/** Stands before what yargs writes of the options. */
export const ADVISE_OPENING = `Usage: keepscope advise [OPTION...]

Says what keepalive settings to use, what settings come to, and what to change.
Without options: settings for a path of which nothing is known.

Examples:
  keepscope advise --middlebox aws-nlb     safe settings, one lost probe allowed
  keepscope advise --limit 350 --for c,python,nginx
                                           the same, as code and configuration
  keepscope advise --detect 60             to notice a dead peer within a minute
  keepscope advise --settings 7200/75/9    when it is noticed, what it survives
  keepscope advise --settings 240/30/3 --limit 350 --hz 1000
                                           whether it is safe, and by how much
  keepscope advise --from nightly.pcap     what to change on which side, and why
  keepscope advise --this-host             connections here without keepalive
  keepscope advise --limit 6m --format snippets | sudo sh
                                           sets the sysctls

`;

/** The command; its exit status goes to `finish`. */
export function adviseCommand(terminal: Terminal, finish: (status: number) => void): CommandModule {
  return {
    command: 'advise',
    describe: 'Say what keepalive settings to use, and what to change',
    builder: (argv: Argv) => argv.usage('').options(ADVISE_OPTIONS),
    handler: async (given) => {
      const { adviseRequestOf } = await import('./advise-request.ts');
      const request = adviseRequestOf(given);
      const { runAdvise } = await import('./advise-run.ts');
      finish(await runAdvise(request, terminal));
    },
  };
}
