/**
 * What became of one connection, below its trace: the verdict with the frames that prove it, the settings of each side,
 * the findings, and what to do.
 */
import { evidenceLines, remedyLines } from './finding-lines.ts';
import { heartbeatText } from './heartbeat-text.ts';
import type { CaptureReport, ConnectionReport } from './model.ts';
import type { Paint } from './paint.ts';
import { longSettings } from './settings-text.ts';
import { VERDICT_SEVERITY } from './verdict-severity.ts';
import { wrappedText } from './wrapped-text.ts';

/** Width of the names at the left. */
const NAME = 11;

/** The closing lines of a connection. */
export function verdictLines(
  connection: ConnectionReport,
  captures: readonly CaptureReport[],
  columns: number,
  paint: Paint,
): string[] {
  const { verdict, findings } = connection;
  const indent = ' '.repeat(NAME + 1);
  const code = paint.severity(VERDICT_SEVERITY[verdict.code], verdict.code);
  return [
    `${lead('verdict')}${code} (${verdict.confidence})`,
    ...wrappedText(verdict.summary, indent, columns),
    ...evidenceLines(verdict, captures, indent, columns),
    ...settingsLines(connection, columns),
    ...wrappedText(connection.mechanism.summary, lead('mechanism'), columns),
    ...findings.flatMap((finding) => [
      `${lead('finding')}${paint.severity(finding.severity, finding.code)} (${finding.severity}, ${finding.confidence})`,
      ...wrappedText(finding.summary, indent, columns),
      ...evidenceLines(finding, captures, indent, columns),
      ...remedyLines(finding.remedy, indent, columns),
    ]),
    ...verdict.remedy.flatMap((remedy, index) =>
      wrappedText(remedy, index === 0 ? lead('remedy') : indent, columns),
    ),
  ];
}

function settingsLines(connection: ConnectionReport, columns: number): string[] {
  return settingsTexts(connection).flatMap((text, index) =>
    wrappedText(text, lead(index === 0 ? 'settings' : ''), columns),
  );
}

/** The settings of each side and its heartbeats, a text each. */
export function settingsTexts({ keepalive, heartbeats, findings }: ConnectionReport): string[] {
  const lines = (['originator', 'responder'] as const).flatMap((role) => {
    const report = keepalive[role];
    const isMiddlebox = findings.some(({ code, from }) => code === 'middlebox-probes' && from === role);
    const prober = isMiddlebox ? `middlebox in the name of the ${role}` : role;
    return report === null ? [] : [`${prober}: ${longSettings(report)}`];
  });
  lines.push(...heartbeats.map((heartbeat) => `${heartbeat.from}: ${heartbeatText(heartbeat)}`));
  if (lines.length === 0) lines.push('no keepalive probes and no heartbeats');
  return lines;
}

function lead(name: string): string {
  return ` ${name.padEnd(NAME)}`;
}
