/**
 * Has V8 compile the program and keeps what it makes of each chunk beside it (src/load.ts): of the functions that are used to
 * analyze captures, and to say it in each form. Chunks that none of these runs load are compiled when they are.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { load, madeFileOf, scripts } from './dist/load.cjs';

const captures = readdirSync(new URL('fixtures', import.meta.url))
  .filter((name) => /\.pcap(ng)?$/.test(name))
  .map((name) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)));
const [capture] = captures;
const FORMS = ['json', 'csv', 'markdown', 'trace', 'events'].map((format) => ['--format', format]);
/** The first one that loads a chunk decides which of its functions are kept: the usual run comes first. */
const RUNS = [captures, [capture, '--threads', '2'], ...FORMS.map((form) => [...captures, ...form])];
RUNS.push(['advise', capture], ['report', ...captures, '-o', 'report.html'], ['--help']);

const [, self, run] = process.argv;
if (run === undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'keepscope-build-'));
  try {
    for (const place of RUNS.keys()) keep(place, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
} else {
  process.on('exit', save);
  process.argv = [process.execPath, 'keepscope', ...RUNS[Number(run)]];
  load('cli/main');
}

function keep(place, folder) {
  const { status, error } = spawnSync(process.execPath, [self, String(place)], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw error ?? new Error(`keepscope ${RUNS[place].join(' ')}: exit status ${status}`);
}

function save() {
  for (const [file, script] of scripts) {
    const made = madeFileOf(file);
    if (made !== null && !existsSync(made)) writeFileSync(made, script.createCachedData());
  }
}
