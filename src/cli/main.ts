/**
 * The program: arguments in, exit status out. Whatever goes wrong becomes one line on standard error; a stack trace is
 * never shown. The status is set, not forced, so that everything written gets out.
 */
import { givenArguments, ownCommandLine } from './given-arguments.ts';
import { runProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

const terminal = processTerminal();
try {
  process.exitCode = await runProgram(givenArguments(process.argv.slice(2), ownCommandLine), terminal);
} catch (error) {
  const { failureOf } = await import('./failure.ts');
  const { line, status } = failureOf(error);
  terminal.say(line);
  process.exitCode = status;
}
