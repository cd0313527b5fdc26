/**
 * Alerts that wait for their turn, few enough to be worth reading. Of one subject only the latest is kept: who is woken
 * up wants to know how things are. Where there are too many, the first ones stay, because they are nearest to the cause, and
 * an error goes before a warning; what is left out is counted.
 */
import type { FindingRecord, VerdictRecord } from '../report/live-record.ts';
import type { Severity } from '../report/model.ts';
import { SEVERITY_RANK } from '../report/verdict-severity.ts';

/** What alerts are about, of all that a live capture tells. */
export type AlertRecord = VerdictRecord | FindingRecord;

/** How grave it is. */
export function severityOf(record: AlertRecord): Severity {
  return record.kind === 'verdict' ? record.severity : record.finding.severity;
}

export class AlertQueue {
  /** Alerts that were not kept since takeLeftOut(). */
  #leftOut = 0;
  readonly #waiting: Map<string, AlertRecord> = new Map();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get length(): number {
    return this.#waiting.size;
  }

  /** Takes the record in, in the place of an older one about the same. False where one had to be left out. */
  add(record: AlertRecord): boolean {
    const subject = subjectOf(record);
    const isFull = this.#waiting.size >= this.#most && !this.#waiting.has(subject);
    if (isFull) {
      this.#leftOut++;
      const lesser = [...this.#waiting].findLast(([, waiting]) => isBelow(waiting, record));
      if (lesser === undefined) return false;
      this.#waiting.delete(lesser[0]);
    }
    this.#waiting.set(subject, record);
    return !isFull;
  }

  /** What waits about the same subject is no longer so. */
  withdraw(record: AlertRecord): void {
    this.#waiting.delete(subjectOf(record));
  }

  /** The alert whose turn it is; null where none waits. */
  shift(): AlertRecord | null {
    for (const [subject, record] of this.#waiting) {
      this.#waiting.delete(subject);
      return record;
    }
    return null;
  }

  /** How many were left out since this was asked last. */
  takeLeftOut(): number {
    const count = this.#leftOut;
    this.#leftOut = 0;
    return count;
  }

  /** Leaves out all that wait. */
  clear(): void {
    this.#leftOut += this.#waiting.size;
    this.#waiting.clear();
  }
}

/** A connection has one verdict, but several findings. */
function subjectOf(record: AlertRecord): string {
  const { connection } = record;
  return record.kind === 'verdict' ? `verdict ${connection}` : `${record.finding.code} ${connection}`;
}

function isBelow(one: AlertRecord, other: AlertRecord): boolean {
  return SEVERITY_RANK[severityOf(one)] < SEVERITY_RANK[severityOf(other)];
}
