/**
 * The errors that keepscope throws on purpose. Each says what failed, where, and what to do about it;
 * everything else that is thrown is a fault of ours.
 */

/** What went wrong, for programs: stable, kebab-case. */
export type ErrorCode =
  | 'not-a-capture'
  | 'empty-capture'
  | 'unreadable-input'
  | 'unsupported-compression'
  | 'usage'
  | 'output-failed'
  | 'lab-unavailable'
  | 'lab-failed'
  | 'live-unavailable'
  | 'live-failed'
  | 'out-of-memory'
  | 'interrupted';

/**
 * A failure that the user can do something about. `message` is one line: what and where;
 * `remedy` is one sentence: what to do. `exitStatus` is what the command line ends with.
 */
export class KeepscopeError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string;

  constructor(code: ErrorCode, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }

  get exitStatus(): number {
    return this.code === 'interrupted' ? 130 : 2;
  }
}
KeepscopeError.prototype.name = 'KeepscopeError';
