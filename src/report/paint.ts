/**
 * How text screens are made: how wide they are, and what gives them colour. Both are decided outside (cli/terminal.ts):
 * here nothing looks at the environment.
 */
import type { Severity } from './model.ts';

/** Gives text a style, or leaves it alone; its width stays the same. */
export interface Paint {
  severity(severity: Severity, text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

/** What a text screen is made for. */
export interface ScreenOptions {
  columns: number;
  paint: Paint;
}

/** No colour at all. */
export const PLAIN: Paint = {
  severity: (_severity, text) => text,
  dim: (text) => text,
  bold: (text) => text,
};
