/** Carries out a scenario from the first namespace to the last: what it made is gone afterwards, whatever happened. */
import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { KeepscopeError } from '../errors.ts';
import { type Counters, PROBE_COUNTERS } from './counters.ts';
import type { Host } from './host.ts';
import { type Journal, realTime } from './journal.ts';
import { Lab } from './lab.ts';
import { uniquePrefix } from './owner.ts';
import { unavailable } from './prerequisites.ts';
import type { Recording } from './recording.ts';
import type { AnyValues, Scenario } from './scenario.ts';
import { sweep } from './sweep.ts';
import { type FrameLine, readFrameLines } from './truth/frame-line.ts';
import type { Truth } from './truth/model.ts';
import { type Counted, type Evidence, truthOf } from './truth/truth.ts';

/** Seconds. */
const SETTLING = 0.2;

/** Milliseconds between two looks at the counters. */
const QUIET = 20;

export interface ExperimentOptions {
  values: AnyValues;
  bothSides: boolean;
  signal: AbortSignal;
  /** Told in one line what is being done. */
  say(line: string): void;
}

/** One capture of an experiment. */
export interface ExperimentCapture {
  /** Where it was made. */
  host: string;
  path: string;
  truth: Truth;
}

/** What an experiment leaves: captures in a folder of its own. */
export interface Experiment {
  captures: readonly ExperimentCapture[];
  journal: Journal;
  /** Removes the folder at once: also where the process exits. */
  remove(): void;
}

/**
 * Runs it. Throws `lab-failed` where the machine did not do as it should, `lab-unavailable` where captures have no place,
 * `interrupted` where the signal ended it.
 */
export async function runExperiment(scenario: Scenario, options: ExperimentOptions): Promise<Experiment> {
  const { signal, bothSides, say } = options;
  await sweep(say);
  const prefix = uniquePrefix();
  const folder = join(tmpdir(), `${prefix}captures`);
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  await makeFolder(folder);
  const lab = new Lab({ prefix, folder, signal, bothSides, say });
  let left: readonly string[] = [];
  try {
    const running = carryOut(scenario, lab, options.values);
    // Should the signal come first, nobody else looks at how this one ends.
    running.catch(() => {});
    const captures = await Promise.race([running, aborted(signal)]).finally(async () => {
      await lab.close();
      // Whoever was making a host at that moment has finished with it now.
      await running.catch(() => {});
      left = await lab.close();
      for (const reason of left) say(`something stays: ${reason}`);
    });
    // It may have come while everything was taken away.
    signal.throwIfAborted();
    return { captures, journal: lab.journal, remove };
  } catch (error) {
    remove();
    if (!signal.aborted) throw error;
    const remedy = left.length === 0 ? 'What it had made is removed.' : 'Something of it stays.';
    throw new KeepscopeError('interrupted', 'lab: interrupted', remedy, { cause: error });
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const what = `no folder for captures can be made in ${dirname(folder)} (${code})`;
    throw unavailable(what, 'Set TMPDIR to a folder that root may write.');
  }
}

async function carryOut(scenario: Scenario, lab: Lab, values: AnyValues): Promise<ExperimentCapture[]> {
  const account = await scenario.run(lab, values);
  // What is still on its way arrives.
  await lab.sleep(SETTLING);
  // Read while everything is captured: what a kernel counts afterwards, no capture holds.
  const counters = new Map<string, Counted>();
  for (const host of lab.hosts) {
    counters.set(host.name, await countedAt(host, lab.countersBefore.get(host.name) ?? {}));
  }
  const evidence: Pick<Evidence, 'recording' | 'facts' | 'lines' | 'before'>[] = [];
  for (const recording of lab.recordings) {
    const facts = await recording.stop();
    const lines = await readFrameLines(recording.path);
    evidence.push({ recording, facts, lines, before: await linesBefore(lines, lab.longer.get(recording)) });
  }
  const { journal } = lab;
  journal.close();
  return evidence.map((one) => {
    const { host, path } = one.recording;
    return { host, path, truth: truthOf({ ...one, scenario, account, journal, counters }) };
  });
}

/** Reads the counters at a moment about which the host sends no probe: it is clear which probes are counted. */
async function countedAt(host: Host, before: Counters): Promise<Counted> {
  for (;;) {
    const first = await host.counters();
    const at = realTime();
    await sleep(QUIET);
    const after = await host.counters();
    if (PROBE_COUNTERS.every((name) => first[name] === after[name])) return { before, after, at };
  }
}

/** What a longer capture of the same wire holds from before the first of these frames. */
async function linesBefore(lines: readonly FrameLine[], longer: Recording | undefined): Promise<FrameLine[]> {
  if (longer === undefined) return [];
  await longer.stop();
  const first = lines[0]?.at ?? Number.POSITIVE_INFINITY;
  return (await readFrameLines(longer.path)).filter(({ at }) => at < first);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const fail = (): void => reject(signal.reason);
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}
