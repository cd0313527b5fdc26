/**
 * The connections as CSV, one a row, for spreadsheets and databases. A column is called as the value is in the JSON
 * report (schema/report-1.json), with dots between the levels; what is a list there is a cell of values parted by
 * blanks, or its `.count`. New columns come at the end.
 */
import { type Cell, csvLine } from './csv-text.ts';
import type { Examination } from './examination.ts';
import { madeOnce } from './made-once.ts';
import type { CaptureReport, ConnectionReport, Estimate, Evidence, KeepaliveReport, Role } from './model.ts';
import { probesOf, windowProbesOf } from './probe-counts.ts';
import { selectedConnections } from './selected.ts';
import type { Selection } from './selection.ts';

/** The rows as chunks of text, the header first. */
export function* renderCsv(examination: Examination, selection: Selection = {}): Generator<string> {
  yield csvLine(COLUMNS.map(([name]) => name));
  for (const connection of selectedConnections(examination, selection)) {
    const made = madeOnce(connection);
    yield csvLine(COLUMNS.map(([, cellOf]) => cellOf(made, examination.captures)));
  }
}

type Column = readonly [
  name: string,
  cellOf: (connection: ConnectionReport, captures: readonly CaptureReport[]) => Cell,
];

/** Needed by the columns below. */
const ESTIMATE: readonly (keyof Estimate)[] = ['estimate', 'low', 'high', 'observations'];

const COLUMNS: readonly Column[] = [
  ['id', ({ id }) => id],
  ['originator.address', ({ originator }) => originator.address],
  ['originator.port', ({ originator }) => originator.port],
  ['responder.address', ({ responder }) => responder.address],
  ['responder.port', ({ responder }) => responder.port],
  ['midstream', ({ midstream }) => midstream],
  ['firstFrame', ({ firstFrame }) => firstFrame],
  ['firstCapture', ({ firstCapture }) => firstCapture],
  ['firstCapture.path', ({ firstCapture }, captures) => captures[firstCapture]?.path ?? null],
  ['lastFrame', ({ lastFrame }) => lastFrame],
  ['lastCapture', ({ lastCapture }) => lastCapture],
  ['firstAt', ({ firstAt }) => firstAt],
  ['lastAt', ({ lastAt }) => lastAt],
  ['durationSeconds', ({ durationSeconds }) => durationSeconds],
  ['segments', ({ segments }) => segments],
  ['octets.originator', ({ octets }) => octets.originator],
  ['octets.responder', ({ octets }) => octets.responder],
  ['longestIdleSeconds', ({ longestIdleSeconds }) => longestIdleSeconds],
  ['longestSilenceSeconds', ({ longestSilenceSeconds }) => longestSilenceSeconds],
  ...keepaliveColumns('originator'),
  ...keepaliveColumns('responder'),
  ['heartbeats.protocol', ({ heartbeats }) => listed(heartbeats.map(({ protocol }) => protocol))],
  ['exchanges.count', probesOf],
  ['windowProbes.count', windowProbesOf],
  ['verdict.code', ({ verdict }) => verdict.code],
  ['verdict.confidence', ({ verdict }) => verdict.confidence],
  ['verdict.summary', ({ verdict }) => verdict.summary],
  ['verdict.evidence.frame', ({ verdict }) => frames(verdict.evidence)],
  ['verdict.counterEvidence.frame', ({ verdict }) => frames(verdict.counterEvidence)],
  ['verdict.remedy', ({ verdict }) => listed(verdict.remedy)],
  ['findings.code', ({ findings }) => listed(findings.map(({ code }) => code))],
  ['findings.severity', ({ findings }) => listed(findings.map(({ severity }) => severity))],
  ['originator.service', ({ originator }) => originator.service ?? null],
  ['responder.service', ({ responder }) => responder.service ?? null],
];

/** Empty for a side that never probed. */
function keepaliveColumns(role: Role): Column[] {
  const column = (name: string, cellOf: (keepalive: KeepaliveReport) => Cell): Column => [
    `keepalive.${role}.${name}`,
    ({ keepalive }) => {
      const side = keepalive[role];
      return side === null ? null : cellOf(side);
    },
  ];
  const estimateColumns = (name: 'idleSeconds' | 'intervalSeconds' | 'count'): Column[] =>
    ESTIMATE.map((part) => column(`${name}.${part}`, (keepalive) => keepalive[name]?.[part] ?? null));
  return [
    column('probes', ({ probes }) => probes),
    column('acknowledged', ({ acknowledged }) => acknowledged),
    column('unanswered', ({ unanswered }) => unanswered),
    column('payloadOctets', ({ payloadOctets }) => payloadOctets),
    ...estimateColumns('idleSeconds'),
    ...estimateColumns('intervalSeconds'),
    ...estimateColumns('count'),
    column('profile', ({ profile }) => profile),
  ];
}

/** Frames of the first capture by their number; of others with the capture's index before it: `1#28`. */
function frames(evidence: readonly Evidence[]): Cell {
  return listed(evidence.map(({ frame, capture }) => (capture === 0 ? `${frame}` : `${capture}#${frame}`)));
}

function listed(values: readonly string[]): Cell {
  return values.length === 0 ? null : values.join(' ');
}
