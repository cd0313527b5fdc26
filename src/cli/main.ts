/**
 * The program: arguments in, exit status out. Whatever goes wrong becomes one line on standard error; a stack trace is
 * never shown. The status is set, not forced, so that everything written gets out.
 */
import { standBy } from '../sharding/standby.ts';
import { FAULT_OF_OURS } from './exit-status.ts';
import { givenArguments, ownCommandLine } from './given-arguments.ts';
import { processTerminal } from './terminal.ts';

const terminal = processTerminal();
// What timers, keys and resizes call is on nobody's way: what they throw comes here.
process.once('uncaughtException', (error) => void fail(error).then(() => process.exit()));
run().catch(fail);

async function run(): Promise<void> {
  // Until it is known. Node would call it success if nothing were left to wait for.
  process.exitCode = FAULT_OF_OURS;
  const args = givenArguments(process.argv.slice(2), ownCommandLine);
  await standBy(args);
  const { runProgram } = await import('./program.ts');
  process.exitCode = await runProgram(args, terminal);
}

async function fail(error: unknown): Promise<void> {
  const { failureOf } = await import('./failure.ts');
  const { line, status } = failureOf(error);
  terminal.say(line);
  process.exitCode = status;
}
