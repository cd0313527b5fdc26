/** The findings of a scripted capture, through the public API. */
import { type AnalyzeOptions, analyze, type FindingReport, type Report } from '../../src/index.ts';
import { buildPcap } from './captures.ts';
import type { Sent } from './sent.ts';

/** The report of frames as one capture. */
export async function reportOf(
  frames: readonly Sent[],
  options: Pick<AnalyzeOptions, 'middlebox'> = {},
): Promise<Report> {
  const octets = buildPcap(frames, { resolution: 'nanoseconds' });
  return analyze('-', { ...options, stdin: stream(octets) });
}

/** The findings with this code, of connections and over them. */
export function allFindings({ connections, findings }: Report, code: string): FindingReport[] {
  return [...connections.flatMap((connection) => connection.findings), ...findings].filter(
    (finding) => finding.code === code,
  );
}

async function* stream(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets;
}
