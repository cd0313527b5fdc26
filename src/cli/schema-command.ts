/** `keepscope schema`: prints the JSON Schema of `--format json`, as it ships with the package. */
import { readFile } from 'node:fs/promises';
import type { CommandModule } from 'yargs';

import { INSTALLATION } from '../installation.ts';
import type { Terminal } from './terminal.ts';
import { refuseWords } from './usage-error.ts';

const SCHEMA = new URL('schema/report-1.json', INSTALLATION);

/** The command. */
export function schemaCommand(terminal: Terminal): CommandModule {
  return {
    command: 'schema',
    describe: 'Print the JSON Schema of --format json',
    handler: async (given) => {
      refuseWords('schema', given);
      await terminal.output.writeAll([await readFile(SCHEMA, 'utf8')]);
    },
  };
}
