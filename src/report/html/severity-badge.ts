/** Codes of verdicts and findings as badges: a sign and a colour for the severity, the sign for who sees no colour. */
import type { Severity, VerdictCode } from '../model.ts';
import { VERDICT_SEVERITY } from '../verdict-severity.ts';
import { type Markup, markup } from './markup.ts';

const SIGNS: Readonly<Record<Severity, string>> = {
  error: 'M8 1l7 7-7 7-7-7zM8 4.5v4M8 10.5v1.5',
  warning: 'M8 1.5l7 13H1zM8 6v4M8 11.5v1.5',
  info: 'M8 1.5a6.5 6.5 0 1 0 .01 0zM5 8.2l2.2 2.2L11 6',
};

/** `text` as a badge of that severity. */
export function severityBadge(severity: Severity, text: string): Markup {
  const sign = markup(
    'svg',
    { class: 'badge-sign', viewBox: '0 0 16 16', width: 16, height: 16, role: 'img', 'aria-label': severity },
    markup('path', { d: SIGNS[severity] }),
  );
  return markup('span', { class: `badge ${severity}` }, sign, text);
}

export function verdictBadge(code: VerdictCode): Markup {
  return severityBadge(VERDICT_SEVERITY[code], code);
}
