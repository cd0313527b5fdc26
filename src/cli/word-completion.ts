/**
 * What can be completed, when a completion script asks: what yargs finds, but commands only where one may stand, which
 * is the first word. yargs offers them everywhere.
 */

/** yargs' own function, to be asked with what is done with its words. */
type Completer = (done: (error: Error | null, words: string[] | undefined) => void) => void;

/** Asked as `--get-yargs-completions keepscope WORD... CURRENT`. */
export function isCompleting(args: readonly string[]): boolean {
  return args[0] === '--get-yargs-completions';
}

/** The command that the words before the current one name; null: none. */
export function commandBefore(args: readonly string[], commands: readonly string[]): string | null {
  return args.slice(2, -1).find((word) => commands.includes(word)) ?? null;
}

/** Completes the last of `args`. */
export function wordCompletion(
  args: readonly string[],
  commands: readonly string[],
): (current: string, given: unknown, complete: Completer, done: (words: string[]) => void) => void {
  const before = args.slice(2, -1);
  return (_current, _given, complete, done) => {
    complete((_error, words = []) =>
      done(
        before.length === 0
          ? words
          : // A description follows, after a colon (zsh) or a tab (fish).
            words.filter((word) => !commands.includes(word.split(/[:\t]/)[0] ?? '')),
      ),
    );
  };
}
