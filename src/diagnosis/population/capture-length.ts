/**
 * `capture-too-short`: connections were open and silent when the capture ended, and it ended before the default
 * keepalive of two hours can have sent a probe: whether they are protected is not known. Or probes were still
 * unanswered: what becomes of these connections is not known.
 */
import type { Timeline } from '../../timeline/timeline.ts';
import { type Finding, finding } from '../finding.ts';
import { isOpenSilence } from '../silences.ts';
import type { VerdictCode } from '../verdict.ts';
import { NOTED_OPEN } from './notes.ts';
import type { NotedConnection, PopulationRule } from './population.ts';

const IDS_SHOWN = 100;
const PROOFS_SHOWN = 6;

export class CaptureLength implements PopulationRule {
  readonly note: number = NOTED_OPEN;
  private readonly ids: number[] = [];
  private readonly frames: number[] = [];
  private connections = 0;
  private captureEnd = 0;

  add({ id, timeline, code }: NotedConnection): void {
    this.captureEnd = timeline.captureEnd;
    if (!isOpenQuestion(timeline, code)) return;
    this.connections++;
    if (this.ids.length < IDS_SHOWN) this.ids.push(id);
    if (this.frames.length < PROOFS_SHOWN) this.frames.push(timeline.lastFrame);
  }

  /** Others are of no more use than to be counted. */
  get full(): number {
    return this.ids.length < IDS_SHOWN ? 0 : this.note;
  }

  count(connections: number): void {
    this.connections += connections;
  }

  findings(): Finding[] {
    if (this.connections === 0) return [];
    return [
      finding('capture-too-short', 'info', 'certain', {
        duration: this.captureEnd,
        ids: this.ids,
        connections: this.connections,
        evidence: this.frames.map((frame) => ({ code: 'open-at-end', frame, direction: 0 })),
      }),
    ];
  }
}

/** Whether what becomes of the connection was still open when the capture ended. */
export function isOpenQuestion({ sides, trailingSilence }: Timeline, code: VerdictCode): boolean {
  if (code === 'probing') return true;
  if (code !== 'alive' && code !== 'idle-unprotected') return false;
  if (!isOpenSilence(trailingSilence)) return false;
  const [{ prober: originator }, { prober: responder }] = sides;
  return (originator?.probes ?? 0) + (responder?.probes ?? 0) === 0;
}
