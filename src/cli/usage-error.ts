/** What yargs has to say about the arguments, as one line that says what to do. */
import { KeepscopeError } from '../errors.ts';
import { nearest } from './nearest.ts';
import { commandsWith, OPTION_NAMES } from './options.ts';

const HELP = 'keepscope --help shows what there is';

/** The error for a message of yargs (its locale is fixed) or for what a command threw. */
export function usageError(message: string | null, cause: Error | undefined, args: readonly string[]): Error {
  const text = message ?? cause?.message ?? '';
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(text)?.[1];
  if (unknown !== undefined) return unknownOption(unknown, args);
  const lacking = /^Not enough arguments following: (.+)$/.exec(text)?.[1];
  if (lacking !== undefined) return new KeepscopeError('usage', `--${lacking} needs a value`, HELP);
  const [, name, given, choices] = /Argument: ([^,]+), Given: (.+), Choices: (.+)$/m.exec(text) ?? [];
  if (name !== undefined && given !== undefined && choices !== undefined) {
    return badChoice(name, given, choices.replaceAll('"', '').split(', '));
  }
  // A fault of ours comes without a message of yargs.
  return cause ?? new KeepscopeError('usage', text, HELP);
}

/** For a command that takes no words after its name. */
export function refuseWords(command: string, given: Readonly<Record<string, unknown>>): void {
  const words = [given['_'], given['--']].flatMap((value) => (Array.isArray(value) ? value.map(String) : []));
  const extra = words[1];
  if (extra !== undefined) {
    throw new KeepscopeError('usage', `keepscope ${command} takes nothing more: ${extra}`, HELP);
  }
}

function unknownOption(name: string, args: readonly string[]): KeepscopeError {
  const typed = args.find((word) => word.startsWith('-') && word.replace(/^-+/, '').split('=')[0] === name);
  return new KeepscopeError('usage', `unknown option: ${typed ?? `-${name}`}`, remedyFor(name, typed));
}

function remedyFor(name: string, typed: string | undefined): string {
  const owners = commandsWith(name).map((command) => `keepscope ${command}`);
  if (owners.length > 0) return `it belongs to ${owners.join(' and ')}`;
  // Nearly everything is near to a letter or two.
  const guess = name.length <= 2 ? null : nearest(name, OPTION_NAMES);
  if (guess !== null) return `did you mean --${guess}?`;
  return name.includes('.') ? `a file of that name is ./${typed ?? name}` : HELP;
}

function badChoice(name: string, given: string, choices: readonly string[]): KeepscopeError {
  const guess = nearest(given.replaceAll('"', ''), choices);
  const remedy = guess === null ? `choose among ${choices.join(', ')}` : `did you mean ${guess}?`;
  return new KeepscopeError('usage', `--${name}: there is no ${name} ${given}`, remedy);
}
