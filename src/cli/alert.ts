/**
 * `--alert 'COMMAND'`: runs a command for each verdict or finding that is grave enough. One at a time, beside the capture and
 * never in its way: raise() only puts a record into a queue that is bounded.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { FindingRecord, VerdictRecord } from '../report/live-record.ts';
import type { Severity } from '../report/model.ts';
import { plainText } from '../report/plain-text.ts';
import { quantity } from '../report/quantity.ts';
import { SEVERITY_RANK } from '../report/verdict-severity.ts';
import { AlertQueue, type AlertRecord, severityOf } from './alert-queue.ts';
import { type AlertOutcome, runAlert } from './alert-run.ts';

/** A line about alerts. */
export interface AlertNotice {
  /** What the command printed; that it failed; that alerts were left out. */
  code: 'alert-printed' | 'alert-failed' | 'alerts-left-out';
  says: string;
}

export interface AlertOptions {
  command: string;
  /** The least that is worth an alert. */
  severity: Severity;
  say: (notice: AlertNotice) => void;
  bounds?: Partial<AlertBounds>;
}

export interface AlertBounds {
  /** Alerts that may wait for their turn. */
  waiting: number;
  /** Milliseconds that one run may take, and then those until it is killed. */
  limit: number;
  grace: number;
  /** Milliseconds for the run at hand, and those that wait, when keepscope ends. */
  closing: number;
}

const BOUNDS: AlertBounds = { waiting: 100, limit: 30_000, grace: 1000, closing: 5000 };

export class Alert {
  readonly #options: AlertOptions;
  readonly #bounds: AlertBounds;
  readonly #queue: AlertQueue;
  /** Failures that were said. */
  readonly #said: Set<string> = new Set();
  readonly #ending: AbortController = new AbortController();
  /** The verdict that was raised last: the findings that come with it are told with it. */
  #latest: VerdictRecord | null = null;
  #working: Promise<void> | null = null;
  #isCrowded = false;

  constructor(options: AlertOptions) {
    this.#options = options;
    this.#bounds = { ...BOUNDS, ...options.bounds };
    this.#queue = new AlertQueue(this.#bounds.waiting);
  }

  /**
   * The command gets the record as a line of JSON, with `leftOut`: how many alerts were left out since the last one. A
   * verdict that is not grave enough takes back what still waits of its connection.
   */
  raise(record: AlertRecord): void {
    if (this.#ending.signal.aborted) return;
    if (SEVERITY_RANK[severityOf(record)] < SEVERITY_RANK[this.#options.severity]) {
      this.#queue.withdraw(record);
      return;
    }
    if (record.kind === 'verdict') this.#latest = record;
    else if (this.#isTold(record)) return;
    if (!this.#queue.add(record)) this.#sayCrowded();
    this.#working ??= this.#work();
  }

  /** Gives what waits some time, then ends it; what did not get its turn is said. */
  async close(): Promise<void> {
    const deadline = setTimeout(() => {
      this.#queue.clear();
      this.#ending.abort();
    }, this.#bounds.closing);
    await this.#working;
    clearTimeout(deadline);
    this.#ending.abort();
    const leftOut = this.#queue.takeLeftOut();
    if (leftOut > 0) this.#say('alerts-left-out', `${quantity(leftOut, 'alert')} left out at the end`);
  }

  /** Whether the verdict that was raised last tells the finding too: then it is the same incident. */
  #isTold({ connection, finding }: FindingRecord): boolean {
    const { code } = finding;
    return this.#latest?.connection === connection && this.#latest.findings.some((its) => its.code === code);
  }

  /** Until none waits. Begins in a turn of its own: starting a process takes milliseconds. */
  async #work(): Promise<void> {
    await nextTurn();
    const { limit, grace } = this.#bounds;
    const { signal } = this.#ending;
    const print = (line: string): void => this.#say('alert-printed', line);
    for (let record = this.#queue.shift(); record !== null; record = this.#queue.shift()) {
      const input = `${JSON.stringify({ ...record, leftOut: this.#queue.takeLeftOut() })}\n`;
      this.#report(await runAlert(this.#options.command, input, { limit, grace, signal, print }));
    }
    this.#isCrowded = false;
    this.#working = null;
  }

  /** Each kind of failure once: the command will fail the same way the next time. */
  #report(outcome: AlertOutcome): void {
    const text = this.#failureText(outcome);
    if (text === null || this.#said.has(text)) return;
    this.#said.add(text);
    this.#say('alert-failed', text);
  }

  #failureText(outcome: AlertOutcome): string | null {
    switch (outcome.ended) {
      case 'well':
        return null;
      case 'status':
        return `the command failed with status ${outcome.status}; this is said once`;
      case 'signal':
        return `the command was ended by ${outcome.signal}; this is said once`;
      case 'limit':
        return `the command took longer than ${this.#bounds.limit / 1000} s and was ended; this is said once`;
      case 'aborted':
        return 'the command was still running, and was ended';
      case 'unstarted':
        return `the command could not be started (${outcome.reason}); this is said once`;
    }
  }

  #sayCrowded(): void {
    if (this.#isCrowded) return;
    this.#isCrowded = true;
    const waiting = quantity(this.#queue.length, 'alert');
    this.#say('alerts-left-out', `${waiting} wait for the command; others are left out, and counted`);
  }

  #say(code: AlertNotice['code'], line: string): void {
    this.#options.say({ code, says: plainText(`alert: ${line}`) });
  }
}
