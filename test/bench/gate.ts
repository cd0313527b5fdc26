/**
 * The correctness gate: no time is taken of a program that is wrong. keepscope's counts on the capture must be exactly
 * those that the generator kept while it wrote it.
 */
import { deepEqual } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { Truth } from './conversation.ts';

const SUMMARY = fileURLToPath(new URL('summary.mjs', import.meta.url));

/** Throws, with the difference, where keepscope's report contradicts the truth. */
export function passGate(file: string, truth: Truth): void {
  const output = execFileSync(process.execPath, [SUMMARY, file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  deepEqual(JSON.parse(output), truth, 'keepscope contradicts the truth of the generated capture');
}
