/** The commands with the options that they give to yargs: asked for by their own builders, so that nothing is told twice. */
import type { Argv, CommandModule, Options } from 'yargs';

import { commandModules } from '../src/cli/program.ts';
import type { Terminal } from '../src/cli/terminal.ts';

/** A command as the page describes it. */
export interface DescribedCommand {
  name: string;
  /** It is what happens where no command is named. */
  isDefault: boolean;
  describe: string;
  options: Readonly<Record<string, Options>>;
}

/** All commands, in the order of the help. */
export async function describedCommands(): Promise<DescribedCommand[]> {
  // Nothing of the terminal is used before a command runs.
  const modules = commandModules({} as Terminal, () => {});
  return await Promise.all(
    modules.map(async (module) => {
      const [name = '', ...aliases] = [module.command ?? ''].flat();
      const describe = typeof module.describe === 'string' ? module.describe : '';
      return { name, isDefault: aliases.includes('$0'), describe, options: await optionsOf(module) };
    }),
  );
}

/** What the builder says to yargs, taken down; all but options is passed over. */
async function optionsOf({ builder }: CommandModule): Promise<Record<string, Options>> {
  const taken: Record<string, Options> = {};
  if (typeof builder !== 'function') return { ...builder };
  const recorder: Argv = new Proxy({} as Argv, {
    get: (_target, method) => {
      // A promise is told by its `then`, and this is none.
      if (method === 'then') return undefined;
      return (first: unknown, second?: Options): Argv => {
        if (method === 'option' && typeof first === 'string') taken[first] = second ?? {};
        else if (method === 'options' || method === 'option') Object.assign(taken, first);
        return recorder;
      };
    },
  });
  await builder(recorder);
  return taken;
}
