/** docs/performance.md: every table is made of what the suite measured; what people wrote comes behind, as it is. */
import type { Case } from './cases.ts';
import type { HeatResult } from './competition.ts';
import type { ConnectionOctets } from './connection-octets.ts';
import { describeHeat, describeMeasured, remarks, tableOfHeat } from './heat-text.ts';
import { overviewOf } from './overview.ts';
import { NODE_ALONE } from './start-up.ts';
import { markdownTable, type Row, tableOf } from './table.ts';

/** How far a case is: none of its heats, some, or all. */
export interface CaseResult {
  case: Case;
  heats: HeatResult[];
  /** Captures that could not be measured: which, and why. */
  failures: string[];
}

/** All that one run of the suite has found out until now. */
export interface Session {
  /** What, and which one. */
  machine: [string, string][];
  /** YYYY-MM-DD. */
  date: string;
  command: string;
  runs: number;
  startUp: Row[];
  octets: ConnectionOctets;
  results: CaseResult[];
  isFinished: boolean;
  /** Markdown. */
  notes: string;
}

const ABOUT = `Each capture is generated with a fixed seed. keepscope has to count its frames, connections, probes and
answers right before any time is taken. Then all who read it are run in turn, A B C, A B C, ..., one after the other, with
standard output to /dev/null; wall time is that of the whole process, start-up included, and memory what GNU time says
of it. A column that begins with / has the ratio of the line's median to that of this peer on the same file, in the
same minutes.`;

const GLANCE = `Wall time of keepscope in tcpdump's (which only copies frames to /dev/null), and how many times as fast as
others the table is made.`;

export function renderPage(session: Session): string {
  const { machine, results, startUp, octets, notes } = session;
  const { row, indexLow, indexHigh } = octets;
  const sections = [
    '# Performance',
    madeBy(session),
    ABOUT,
    markdownTable([['machine', ''], ...machine]),
    '## At a glance',
    GLANCE,
    markdownTable(overviewOf(results)),
    '## Start-up',
    markdownTable(tableOf(startUp, [NODE_ALONE], null)),
    '## Memory of a connection',
    `${row} octets of state and ${indexLow} to ${indexHigh} in the index of flows. What else is kept: [limits](limits.md#memory).`,
    '## Cases',
    ...results.filter(({ heats, failures }) => heats.length + failures.length > 0).map(caseSection),
    notes.trim(),
  ];
  return `${sections.join('\n\n')}\n`;
}

function madeBy({ command, date, runs, isFinished }: Session): string {
  const state = isFinished ? '' : ' The run had not come to its end when this was written.';
  return `Made by \`${command}\`, ${date}, ${runs} ${runs === 1 ? 'run' : 'runs'} each.${state}`;
}

function caseSection({ case: { name, about }, heats, failures }: CaseResult): string {
  const sections = heats.map((result) =>
    [
      `${describeHeat(result.heat)}, ${describeMeasured(result)}`,
      markdownTable(tableOfHeat(result)),
      ...remarks(result),
    ].join('\n\n'),
  );
  const capital = `${about.charAt(0).toUpperCase()}${about.slice(1)}.`;
  const failed = failures.map((failure) => `Not measured: ${failure}`);
  return [`### ${name}`, capital, ...sections, ...failed].join('\n\n');
}
