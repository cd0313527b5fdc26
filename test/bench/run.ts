/**
 * npm run bench: how fast keepscope reads large captures, beside other readers on the same files and in the same minutes.
 * options.ts says what can be asked for. What is measured goes to standard output and, if wanted, to the page; each
 * single run to standard error.
 */
import { readFileSync, writeFileSync } from 'node:fs';

import { type Heat, heatsOf } from './cases.ts';
import { endChild, outputOf } from './child.ts';
import { compete, removeCapture } from './competition.ts';
import { connectionOctets } from './connection-octets.ts';
import { describeHeat, describeMeasured, remarks, tableOfHeat } from './heat-text.ts';
import { describeMachine } from './machine.ts';
import { optionsOf } from './options.ts';
import { type CaseResult, renderPage, type Session } from './page.ts';
import { NODE_ALONE, timeStartUp } from './start-up.ts';
import { alignTable, tableOf } from './table.ts';

const args = process.argv.slice(2);
const { cases, runs, keep, page } = optionsOf(args);

let current: Heat | null = null;
process.once('SIGINT', () => stop(130));
process.once('SIGTERM', () => stop(143));

await outputOf(['npm', 'run', '--silent', 'build']);
const session: Session = {
  machine: describeMachine(),
  date: new Date().toISOString().slice(0, 10),
  command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
  runs,
  startUp: await timeStartUp(runs),
  octets: connectionOctets(),
  results: cases.map((one) => ({ case: one, heats: [], failures: [] })),
  isFinished: false,
  notes: readFileSync(new URL('notes.md', import.meta.url), 'utf8'),
};
print(session.machine.map(([what, which]) => `${what.padEnd(12)} ${which}`).join('\n'));
print(`\n${alignTable(tableOf(session.startUp, [NODE_ALONE], null))}`);
write();
for (const result of session.results)
  for (const heat of heatsOf(result.case)) {
    await play(heat, result);
    write();
  }
session.isFinished = true;
write();

/** A capture that cannot be made, or that keepscope does not count right, does not keep the others from being read. */
async function play(heat: Heat, { case: one, heats, failures }: CaseResult): Promise<void> {
  current = heat;
  print(`\n${one.name}: ${describeHeat(heat)}`);
  try {
    const result = await compete(one, heat, runs);
    heats.push(result);
    print(
      `\n${alignTable(tableOfHeat(result))}\n${[describeMeasured(result), ...remarks(result)].join('\n')}`,
    );
    if (result.rows.some(({ absence }) => absence === 'failed')) process.exitCode = 1;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    failures.push(`${describeHeat(heat)}: ${message}`);
    print(message);
    process.exitCode = 1;
  } finally {
    discard();
  }
}

function write(): void {
  if (page !== null) writeFileSync(page, renderPage(session));
}

function stop(status: number): void {
  endChild();
  discard();
  process.exit(status);
}

function discard(): void {
  if (current !== null && !keep) removeCapture(current);
  current = null;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
