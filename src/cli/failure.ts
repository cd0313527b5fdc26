/** Whatever was thrown, as the one line that says it and the status that the program ends with. */
import { KeepscopeError } from '../errors.ts';
import { plainText } from '../report/plain-text.ts';
import { FAULT_OF_OURS } from './exit-status.ts';

/** `keepscope: WHAT: WHERE; REMEDY`, or a request to report what should not have happened. */
export function failureOf(error: unknown): { line: string; status: number } {
  if (error instanceof KeepscopeError) {
    return { line: plainText(`${error.message}; ${asClause(error.remedy)}`), status: error.exitStatus };
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const line = `internal error: ${what}; please report it, with the command and, if you may, the capture`;
  return { line: plainText(line), status: FAULT_OF_OURS };
}

/** A remedy is a sentence of its own; here it goes on after the message. */
function asClause(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}
