/**
 * How grave each verdict is. `error`: the line was cut, or one side held a dead connection. `warning`: it may be, or
 * will be. `info`: nothing to do. A verdict above `info` needs attention.
 */
import { VERDICT_CODES } from '../diagnosis/verdict.ts';
import type { Severity, VerdictCode } from './model.ts';

export { VERDICT_CODES };

/** The severity of every verdict. */
export const VERDICT_SEVERITY: Readonly<Record<VerdictCode, Severity>> = {
  'peer-dead': 'error',
  'peer-lost-state': 'error',
  'dropped-while-idle': 'error',
  'reset-on-resume': 'error',
  'retransmit-give-up': 'error',
  'zero-window-stall': 'error',
  probing: 'warning',
  'idle-unprotected': 'warning',
  'half-closed': 'warning',
  reset: 'warning',
  alive: 'info',
  closed: 'info',
  incomplete: 'info',
};

/** Higher is graver. */
export const SEVERITY_RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };

/** Whether a connection with this verdict needs somebody's attention. */
export function needsAttention(code: VerdictCode): boolean {
  return VERDICT_SEVERITY[code] !== 'info';
}

/** Whether `text` is the code of a verdict. */
export function isVerdictCode(text: string): text is VerdictCode {
  return Object.hasOwn(VERDICT_SEVERITY, text);
}
