/** `keepscope live INTERFACE`: its place on the command line. What it does is in live-run.ts, loaded when asked for. */
import type { Argv, CommandModule } from 'yargs';

import { KeepscopeError } from '../errors.ts';
import { LIVE_OPTIONS } from './live-options.ts';
import { LIVE_RECORD_OPTIONS } from './live-record-options.ts';
import type { Arguments } from './request.ts';
import type { Terminal } from './terminal.ts';

/** Stands before what yargs writes of the options. */
export const LIVE_OPENING = `Usage: keepscope live INTERFACE

Examples:
  keepscope live --list                    the interfaces of this machine
  sudo keepscope live eth0                 who idles, who is probed, who died
  sudo keepscope live any --filter 'tcp port 5432' | jq .kind
                                           lines for programs
  sudo keepscope live eth0 --write night.pcapng --duration 3600
                                           an hour, kept for later

`;

/** The command; its exit status goes to `finish`. */
export function liveCommand(terminal: Terminal, finish: (status: number) => void): CommandModule {
  return {
    command: 'live',
    describe: 'Watch the connections of an interface now',
    builder: (argv: Argv) => argv.usage('').options({ ...LIVE_OPTIONS, ...LIVE_RECORD_OPTIONS }),
    handler: async (given) => {
      if (given['list'] === true) {
        const { listLiveInterfaces } = await import('./live-list.ts');
        await listLiveInterfaces(terminal);
        return;
      }
      const { liveRequestOf } = await import('./live-request.ts');
      const request = liveRequestOf(interfaceOf(given), given);
      const { runLive } = await import('./live-run.ts');
      finish(await runLive(request, terminal));
    },
  };
}

function interfaceOf(given: Arguments): string {
  const words = [given['_'], given['--']].flatMap((value) => (Array.isArray(value) ? value.map(String) : []));
  const [, name, extra] = words;
  if (name !== undefined && extra === undefined) return name;
  const what = name === undefined ? 'no interface given' : 'more than one interface given';
  throw new KeepscopeError('usage', what, 'name one, or any for all; keepscope live --list shows them');
}
