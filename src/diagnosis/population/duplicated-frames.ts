/** `duplicated-frames`: frames that the capture holds twice. They count once here; other tools count them as probes. */
import { type Finding, type FindingProof, finding } from '../finding.ts';
import { NOTED_COPIES } from './notes.ts';
import type { NotedConnection, PopulationRule } from './population.ts';

const IDS_SHOWN = 100;
const PROOFS_SHOWN = 3;
/** A copy now and then is an accident of the network: so many, and one frame of so many, are not. */
const COPIES_AT_LEAST = 3;
const SHARE = 0.1;

export class DuplicatedFrames implements PopulationRule {
  readonly note: number = NOTED_COPIES;
  private copies = 0;
  private segments = 0;
  private connections = 0;
  private readonly ids: number[] = [];
  private readonly proofs: FindingProof[] = [];

  add({ id, timeline: { copies, segments, firstFrame } }: NotedConnection): void {
    if (copies === 0) return;
    this.copies += copies;
    this.segments += segments;
    this.connections++;
    if (this.ids.length < IDS_SHOWN) this.ids.push(id);
    if (this.proofs.length < PROOFS_SHOWN)
      this.proofs.push({
        code: 'copied-connection',
        frame: firstFrame,
        direction: 0,
        numbers: [id, copies],
      });
  }

  findings(): Finding[] {
    if (this.copies < COPIES_AT_LEAST || this.copies < SHARE * (this.copies + this.segments)) return [];
    return [
      finding('duplicated-frames', 'info', 'certain', {
        count: this.copies,
        ids: this.ids,
        connections: this.connections,
        evidence: this.proofs,
      }),
    ];
  }
}
