/**
 * `--alert 'COMMAND'`: runs a command for each verdict or finding that is grave enough. One at a time, beside the capture and
 * never in its way: raise() only puts a record into a queue that is bounded.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Severity } from '../report/model.ts';
import { plainText } from '../report/plain-text.ts';
import { quantity } from '../report/quantity.ts';
import { SEVERITY_RANK } from '../report/verdict-severity.ts';
import { AlertQueue, type AlertRecord } from './alert-queue.ts';
import { type AlertOutcome, runAlert } from './alert-run.ts';

export type { AlertRecord };

export interface AlertOptions {
  command: string;
  /** The least that is worth an alert. */
  severity: Severity;
  /** A line for standard error: what the command prints, and how it fails. */
  say: (line: string) => void;
  bounds?: Partial<AlertBounds>;
}

/** Milliseconds, but for `waiting`. */
export interface AlertBounds {
  /** That one run may take, and then again until it is killed. */
  limit: number;
  grace: number;
  /** Alerts that may wait for their turn. */
  waiting: number;
  /** That those which wait, and the one that runs, are given when keepscope ends. */
  closing: number;
}

const BOUNDS: AlertBounds = { limit: 30_000, grace: 1000, waiting: 100, closing: 5000 };

export class Alert {
  readonly #options: AlertOptions;
  readonly #bounds: AlertBounds;
  readonly #queue: AlertQueue;
  /** Failures that were said. */
  readonly #said: Set<string> = new Set();
  readonly #ending: AbortController = new AbortController();
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
    if (SEVERITY_RANK[record.severity] < SEVERITY_RANK[this.#options.severity]) {
      this.#queue.withdraw(record);
      return;
    }
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
    if (leftOut > 0) this.#say(`${quantity(leftOut, 'alert')} left out at the end`);
  }

  /** Until none waits. Begins in a turn of its own: starting a process takes milliseconds. */
  async #work(): Promise<void> {
    await nextTurn();
    const { limit, grace } = this.#bounds;
    const { signal } = this.#ending;
    const print = (line: string): void => this.#say(line);
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
    this.#say(text);
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
    this.#say(
      `${quantity(this.#queue.length, 'alert')} wait for the command; others are left out, and counted`,
    );
  }

  #say(line: string): void {
    this.#options.say(plainText(`alert: ${line}`));
  }
}
