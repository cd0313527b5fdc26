/** Makes a capture, lets keepscope pass the gate, and times all who read it, in turn. */
import { rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { type Case, fileName, type Heat } from './cases.ts';
import { outputOf } from './child.ts';
import { type Collections, collectionsOf } from './collections.ts';
import { absenceOf, type Contestant, contestantsOf, formsOf } from './contestants.ts';
import { passGate } from './gate.ts';
import { ensureCapture } from './generate.ts';
import { measure } from './measure.ts';
import type { Truth } from './script.ts';
import type { Row } from './table.ts';

export interface HeatResult {
  heat: Heat;
  truth: Truth;
  octets: number;
  rows: Row[];
  /** Of keepscope in each of its forms, on whole captures only. */
  collections: { name: string; collections: Collections }[];
}

const GENERATOR = fileURLToPath(new URL('generate-capture.ts', import.meta.url));

/** Throws where keepscope does not pass the gate. A contestant that fails is said in its row. */
export async function compete(one: Case, heat: Heat, runs: number): Promise<HeatResult> {
  const file = capturePath(heat);
  await outputOf([process.execPath, '--import', 'tsx', GENERATOR, file, JSON.stringify(heat)]);
  const truth = ensureCapture(file, heat);
  await passGate(file, truth);
  const rows = await timeAll(contestantsOf(one, heat), heat, file, runs);
  const collections: HeatResult['collections'] = [];
  for (const form of heat.fast ? formsOf(one, heat) : [])
    collections.push({ name: form.name, collections: await collectionsOf(form, file) });
  return { heat, truth, octets: statSync(file).size, rows, collections };
}

export function removeCapture(heat: Heat): void {
  for (const suffix of ['', '.json', '.partial', '.partial.gz'])
    rmSync(capturePath(heat) + suffix, { force: true });
}

/** A B C, A B C, ..., strictly one after another: what disturbs the machine disturbs all alike. */
export async function interleave(
  entries: readonly { row: Row; command: readonly string[] }[],
  runs: number,
): Promise<Row[]> {
  for (let run = 0; run < runs; run++) {
    for (const { row, command } of entries) {
      if (row.absence !== null) continue;
      const measurement = await measure(command);
      if (measurement === null) row.absence = 'failed';
      else row.measurements.push(measurement);
      process.stderr.write(
        `${run + 1}/${runs} ${row.name}: ${measurement?.seconds.toFixed(3) ?? 'failed'}\n`,
      );
    }
  }
  return entries.map(({ row }) => row);
}

function timeAll(
  contestants: readonly Contestant[],
  { format }: Heat,
  file: string,
  runs: number,
): Promise<Row[]> {
  const entries = contestants.map((contestant) => ({
    row: { name: contestant.name, measurements: [], absence: absenceOf(contestant, format) },
    command: contestant.command(file),
  }));
  return interleave(entries, runs);
}

function capturePath(heat: Heat): string {
  return join(tmpdir(), fileName(heat));
}
