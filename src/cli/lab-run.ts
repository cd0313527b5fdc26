/** Runs a scenario, analyzes what it captured, and shows both; gives the exit status. */
import { createReadStream } from 'node:fs';
import { join, parse } from 'node:path';

import { type Experiment, type ExperimentCapture, runExperiment } from '../lab/experiment.ts';
import { checkPrerequisites } from '../lab/prerequisites.ts';
import type { AnyValues, Scenario, ScenarioOption } from '../lab/scenario.ts';
import { seenLines } from '../lab/seen-lines.ts';
import { runAnalyze } from './analyze-run.ts';
import { endAtOnce } from './interrupt.ts';
import type { LabFiles } from './lab-files.ts';
import { type Format, isForPrograms } from './options.ts';
import { requestOf } from './request.ts';
import type { Terminal } from './terminal.ts';
import { openWholeFile, type Pieces } from './whole-file.ts';

/** A run of `keepscope lab`. */
export interface LabRequest extends LabFiles {
  scenario: Scenario;
  values: AnyValues;
  format: Format;
  bothSides: boolean;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Prints the scenarios, each with its options and what they are unless given. */
export async function listScenarios(scenarios: readonly Scenario[], terminal: Terminal): Promise<void> {
  const { bold, dim } = terminal.screen.paint;
  await terminal.output.writeAll(
    scenarios.flatMap(({ name, summary, options }) => [
      `${bold(name)}  ${summary}\n`,
      ...Object.entries(options).map(
        ([key, option]) => `    --${`${key} ${defaultOf(option)}`.padEnd(22)}  ${dim(option.describe)}\n`,
      ),
    ]),
  );
}

function defaultOf(option: ScenarioOption): string {
  return option.kind === 'switch' ? '' : String(option.default);
}

/** Runs the request. */
export async function runLab(request: LabRequest, terminal: Terminal): Promise<number> {
  checkPrerequisites(process.env['PATH'] ?? '');
  const { scenario, values, bothSides, write, truth } = request;
  // Said before the experiment, which takes its time.
  if (write !== null) openWholeFile(write, []).discard();
  if (truth !== null) openWholeFile(truth, write === null ? [] : [write]).discard();
  const interrupt = new AbortController();
  // Also the second one only asks: taking everything away needs less than a second, and must not be cut short.
  let heed: (signal: NodeJS.Signals) => void = () => interrupt.abort();
  const hear = (signal: NodeJS.Signals): void => heed(signal);
  for (const signal of SIGNALS) process.on(signal, hear);
  try {
    const say = (line: string): void => terminal.say(`lab: ${line}`);
    const options = { values, bothSides, signal: interrupt.signal, say };
    const experiment = await runExperiment(scenario, options);
    // Only a folder is left, which goes however the program ends. Nobody may ever read what is written now.
    process.once('exit', experiment.remove);
    heed = endAtOnce;
    try {
      return await show(experiment, request, terminal);
    } finally {
      experiment.remove();
      process.off('exit', experiment.remove);
    }
  } finally {
    for (const signal of SIGNALS) process.off(signal, hear);
  }
}

async function show(
  { captures, journal }: Experiment,
  request: LabRequest,
  terminal: Terminal,
): Promise<number> {
  const { format } = request;
  const isBare = isForPrograms(format);
  for (const { host, truth } of captures) {
    for (const problem of truth.problems) terminal.say(`lab: captured at the ${host}: ${problem}`);
  }
  for (const [index, capture] of captures.entries()) {
    const path = await keep(capture, captures.length > 1, request);
    // A program reads one report; the others are of the captures that --write keeps.
    if (isBare && index > 0) continue;
    if (captures.length > 1 && !isBare)
      await terminal.output.writeAll([`Captured at the ${capture.host}:\n\n`]);
    const status = await runAnalyze(requestOf([path], { format }), terminal);
    if (status !== 0) return status;
    if (captures.length > 1 && !isBare) await terminal.output.writeAll(['\n']);
  }
  const lines = seenLines(journal).map((line) => `${line}\n`);
  // What programs read must hold nothing else.
  if (isBare) for (const line of lines) terminal.errors.write(line);
  else await terminal.output.writeAll([captures.length > 1 ? '' : '\n', ...lines]);
  return 0;
}

/** Copies what is to be kept; gives the path of the capture. With several, the host stands before the extension. */
async function keep(
  { host, path, truth }: ExperimentCapture,
  isOneOfSeveral: boolean,
  { write, truth: truthPath }: LabRequest,
): Promise<string> {
  const nameOf = (wanted: string): string => {
    const { dir, name, ext } = parse(wanted);
    return isOneOfSeveral ? join(dir, `${name}.${host}${ext}`) : wanted;
  };
  const capture = write === null ? path : nameOf(write);
  if (write !== null) await save(capture, createReadStream(path));
  if (truthPath !== null) {
    const { base, name } = parse(capture);
    const text = `${JSON.stringify({ ...truth, name, file: base }, null, 1)}\n`;
    await save(nameOf(truthPath), [text]);
  }
  return capture;
}

async function save(path: string, pieces: Pieces): Promise<void> {
  const file = openWholeFile(path, []);
  try {
    await file.write(pieces);
  } finally {
    file.discard();
  }
}
