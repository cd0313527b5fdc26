/** The colours of a terminal, as report/ asks for them. */
import { styleText } from 'node:util';

import type { Paint } from '../report/paint.ts';

const SEVERITY_COLORS = { error: 'red', warning: 'yellow', info: 'green' } as const;

/** Whether the terminal wants colours was decided before: styleText must not decide again by another stream. */
const ANYWHERE = { validateStream: false };

/** Paints with escape sequences. */
export const COLORED: Paint = {
  severity: (severity, text) => styleText(SEVERITY_COLORS[severity], text, ANYWHERE),
  dim: (text) => styleText('dim', text, ANYWHERE),
  bold: (text) => styleText('bold', text, ANYWHERE),
};
