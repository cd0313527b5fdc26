/**
 * What a report concludes, as comments on the frames that prove it: the verdict of each connection, its findings, and
 * those over connections.
 *
 * Memory: at most MAX_CONCLUSIONS comments, those of the gravest connections first; what is beyond is counted.
 */
import type { Examination } from '../examination.ts';
import type { ConnectionReport, Evidence, FindingReport, VerdictCode } from '../model.ts';
import { matchingConnections, selectedConnections } from '../selected.ts';
import { isNarrowed, type Selection } from '../selection.ts';
import { SEVERITY_RANK, VERDICT_CODES, VERDICT_SEVERITY } from '../verdict-severity.ts';

/** Some 60 MB, with sentences as long as they are. */
export const MAX_CONCLUSIONS = 250_000;

/** Comments by frame, and the connections that they are about. */
export class Conclusions {
  /** Comments for which there was no room. */
  omitted = 0;
  /** Ids of the selected connections; null: all. */
  readonly #selected: Set<number> | null;
  /** For each capture: frame to comments. */
  readonly #comments: Map<number, string[]>[];
  readonly #most: number;
  #count = 0;

  constructor(examination: Examination, selection: Selection, most: number = MAX_CONCLUSIONS) {
    const isAll = !isNarrowed(selection) && selection.top === undefined;
    this.#selected = isAll ? null : new Set();
    this.#comments = examination.captures.map(() => new Map());
    this.#most = most;
    for (const connection of gravestFirst(examination, selection)) {
      this.#selected?.add(connection.id);
      this.#addConnection(connection);
    }
    for (const finding of examination.findings) {
      if (finding.connections.some((id) => this.wants(id))) this.#addFinding(finding, '', null);
    }
  }

  /** Whether the connection is selected. */
  wants(id: number): boolean {
    return this.#selected === null || this.#selected.has(id);
  }

  /** The comments on a frame of a capture, in the order of what weighs most. */
  on(capture: number, frame: number): readonly string[] {
    return this.#comments[capture]?.get(frame) ?? NONE;
  }

  #addConnection({ id, verdict, findings, lastFrame, lastCapture }: ConnectionReport): void {
    const about = `connection ${id}: `;
    // The last proof decides; without any, the end of the connection does.
    const last = { frame: lastFrame, capture: lastCapture };
    this.#add(
      verdict.evidence.at(-1) ?? last,
      `${about}verdict ${verdict.code} (${verdict.confidence}): ${verdict.summary}`,
    );
    this.#addProofs(verdict, `${about}`, verdict.code);
    for (const finding of findings) this.#addFinding(finding, about, last);
  }

  /** `place` is where the finding is told if it has no frame of its own; null: nowhere. */
  #addFinding(finding: FindingReport, about: string, place: Place | null): void {
    const { code, severity, confidence, summary, evidence } = finding;
    const first = evidence[0] ?? place;
    if (first !== null) this.#add(first, `${about}finding ${code} (${severity}, ${confidence}): ${summary}`);
    this.#addProofs(finding, about, code);
  }

  #addProofs(
    { evidence, counterEvidence }: { evidence: readonly Evidence[]; counterEvidence: readonly Evidence[] },
    about: string,
    code: string,
  ): void {
    for (const proof of evidence) this.#add(proof, `${about}evidence of ${code}: ${proof.says}`);
    for (const proof of counterEvidence) this.#add(proof, `${about}speaks against ${code}: ${proof.says}`);
  }

  #add({ capture, frame }: Place, comment: string): void {
    const comments = this.#comments[capture];
    if (comments === undefined) return;
    if (this.#count >= this.#most) {
      this.omitted++;
      return;
    }
    this.#count++;
    const there = comments.get(frame);
    if (there === undefined) comments.set(frame, [comment]);
    else there.push(comment);
  }
}

type Place = Pick<Evidence, 'frame' | 'capture'>;

const NONE: readonly string[] = [];

/** The selected connections, those with the gravest verdicts first; holds none of them but for `top`. */
function* gravestFirst(examination: Examination, selection: Selection): Generator<ConnectionReport> {
  if (selection.top !== undefined) {
    yield* selectedConnections(examination, selection);
    return;
  }
  const { verdicts = [] } = selection;
  for (const rank of [2, 1, 0]) {
    const codes = VERDICT_CODES.filter(
      (code: VerdictCode) =>
        SEVERITY_RANK[VERDICT_SEVERITY[code]] === rank && (verdicts.length === 0 || verdicts.includes(code)),
    );
    if (codes.length > 0) yield* matchingConnections(examination, { ...selection, verdicts: codes });
  }
}
