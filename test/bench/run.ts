/**
 * npm run bench: how fast keepscope reads a large capture, beside other readers on the same file and in the same minutes.
 * Runs are interleaved (A B C, A B C, ...) and strictly one after another, so that what disturbs the machine disturbs
 * all alike. Options: --frames N, --connections N, --runs N, --ipv6, and --keep to leave the capture for the next time.
 */
import { execFileSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { ALL, type Contestant, FAST, isInstalled, REFERENCE, THOROUGH } from './contestants.ts';
import { passGate } from './gate.ts';
import { ensureCapture, type Size } from './generate.ts';
import { measure } from './measure.ts';
import { type Row, renderTable } from './table.ts';

/** What the analyzers among the contestants get through in bearable time. */
const THOROUGH_FRAMES = 500_000;

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '10000000' },
    connections: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '5' },
    ipv6: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const size: Size = {
  frames: wholeNumber('frames', values.frames),
  connections: wholeNumber('connections', values.connections),
  ipv6: values.ipv6,
};
const runs = wholeNumber('runs', values.runs);

execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
print(`keepscope benchmark, ${new Date().toISOString().slice(0, 10)}, ${describeMachine()}`);
if (size.frames <= THOROUGH_FRAMES) {
  compete(size, ALL);
} else {
  const share = THOROUGH_FRAMES / size.frames;
  compete(size, FAST);
  compete({ ...size, frames: THOROUGH_FRAMES, connections: Math.ceil(size.connections * share) }, THOROUGH);
}

/** Makes the capture, lets keepscope pass the gate, times everybody and prints the table. */
function compete(size: Size, contestants: readonly Contestant[]): void {
  const version = size.ipv6 ? 'ipv6' : 'ipv4';
  const file = join(tmpdir(), `keepscope-bench-${size.frames}x${size.connections}-${version}.pcap`);
  try {
    const truth = ensureCapture(file, size);
    const octets = statSync(file).size;
    print(
      `\n${truth.frames} frames, ${truth.connections} connections, ${version}, ${(octets / 1e6).toFixed(0)} MB`,
    );
    passGate(file, truth);
    print(`gate passed: ${truth.probes} probes, ${truth.acknowledged} acknowledged; ${runs} runs each\n`);
    print(renderTable(timeAll(file, contestants), REFERENCE, truth.frames, octets));
  } finally {
    if (!values.keep) for (const suffix of ['', '.json', '.partial']) rmSync(file + suffix, { force: true });
  }
}

function timeAll(file: string, contestants: readonly Contestant[]): Row[] {
  const rows = contestants.map((contestant) => ({ contestant, row: emptyRow(contestant) }));
  for (let run = 0; run < runs; run++) {
    for (const { contestant, row } of rows) {
      if (row.absence !== null) continue;
      const measurement = measure(contestant.command(file));
      if (measurement === null) row.absence = 'failed';
      else row.measurements.push(measurement);
    }
  }
  if (rows.some(({ row }) => row.absence === 'failed')) process.exitCode = 1;
  return rows.map(({ row }) => row);
}

function emptyRow(contestant: Contestant): Row {
  const absence = isInstalled(contestant) ? null : 'not installed';
  return { name: contestant.name, measurements: [], absence };
}

function describeMachine(): string {
  const cores = cpus();
  const model = cores[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${cores.length} cores, Node ${process.version}, ${process.platform} ${process.arch}`;
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${option} takes a whole number from 1, not ${text}`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
