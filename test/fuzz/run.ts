/**
 * npm run fuzz [-- --seconds N | --frames N] [--seed S] [--one]: mutated captures through all of it, from seed S on, for a
 * minute unless told otherwise. --one tries the one seed, and leaves its input as a file to look at.
 */
import { execFileSync, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import type { CampaignPlan } from './campaign.ts';
import { faultLines, resultLines } from './result-lines.ts';
import { specimen } from './specimen.ts';
import { loadSubject } from './subject.ts';
import { trial } from './trial.ts';
import type { WorkerMessage } from './worker.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** A trial that takes longer hangs: the slowest take a second or two of processor time, and the machine may be busy. */
const HANGS_AFTER = 60_000;
/** Heap of the process: captures of a few hundred KiB need a fraction of it. */
const HEAP_MEGABYTES = 1024;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    frames: { type: 'string' },
    seed: { type: 'string', default: '1' },
    one: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

compileModules();
if (values.one) await tryOne();
else runAll();

/** What V8 counts, module by module and line by line: dist/ holds bundles, and a loader of TypeScript moves lines. */
function compileModules(): void {
  const options = ['-p', 'tsconfig.build.json', '--emitDeclarationOnly', 'false', '--outDir', 'coverage'];
  execFileSync('npx', ['--no-install', 'tsc', ...options], { cwd: ROOT, stdio: 'inherit' });
}

async function tryOne(): Promise<void> {
  const octets = specimen(seed);
  const path = join(tmpdir(), `keepscope-fuzz-${seed}`);
  writeFileSync(path, octets);
  say(`seed ${seed}: ${octets.length} octets, in ${path}`);
  const frames = await trial(await loadSubject(true), octets, seed);
  say(frames === 0 ? 'no capture: refused with one line' : `${frames} frames, and all that must hold does`);
}

function runAll(): void {
  const begun = Date.now();
  const seconds = Number(values.seconds ?? (values.frames === undefined ? 60 : Number.POSITIVE_INFINITY));
  const frames = Number(values.frames ?? Number.POSITIVE_INFINITY);
  // Infinity has no JSON.
  const plan: CampaignPlan = {
    firstSeed: seed,
    frames: Math.min(frames, Number.MAX_SAFE_INTEGER),
    deadline: Math.min(begun + seconds * 1000, Number.MAX_SAFE_INTEGER),
  };
  const worker = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), {
    execArgv: [...process.execArgv, `--max-old-space-size=${HEAP_MEGABYTES}`],
  });
  let current = seed;
  let heard = Date.now();
  let told = Date.now();
  let isOver = false;
  const stop = (reason: string): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(watchdog);
    for (const line of faultLines({ seed: current, says: reason })) say(line);
    process.exitCode = 1;
    worker.kill('SIGKILL');
  };
  const watchdog = setInterval(() => {
    if (Date.now() - heard > HANGS_AFTER) stop(`hangs: nothing came of it in ${HANGS_AFTER / 1000} s`);
  }, 1000);
  worker.on('message', (message: WorkerMessage) => {
    heard = Date.now();
    if (message.kind === 'seed') {
      current = message.seed;
      if (heard - told < 10_000) return;
      told = heard;
      say(
        `  ${message.frames} frames in ${message.captures} captures, ${Math.round(message.rss / 2 ** 20)} MB`,
      );
      return;
    }
    isOver = true;
    clearInterval(watchdog);
    for (const line of resultLines(message.result, message.coverage, Date.now() - begun, message.rss))
      say(line);
    if (message.result.faults.length > 0) process.exitCode = 1;
  });
  worker.on('exit', (code, signal) => stop(`ended the process (${signal ?? `status ${code}`})`));
  worker.send(plan);
}
