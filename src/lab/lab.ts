/** What a scenario has at hand: hosts, captures, time, and a journal. Everything is gone when the lab is closed. */

import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import type { Counters } from './counters.ts';
import { Host } from './host.ts';
import { type EventEntry, Journal } from './journal.ts';
import type { Recording } from './recording.ts';
import { labFailure, reasonOf } from './system.ts';
import { within } from './within.ts';

/** Milliseconds between two looks at a condition. */
const LOOKING = 50;

export interface LabSettings {
  /** Begins the names of the lab's namespaces. */
  prefix: string;
  /** Where captures go. */
  folder: string;
  /** Ends all waiting. */
  signal: AbortSignal;
  /** Also captures at the hosts that lab.record() names after the first. */
  bothSides: boolean;
  /** Told in one line what is being done. */
  say(line: string): void;
}

/** Where a capture is made: at eth0 of a host, or at another device. */
export type Tap = Host | { host: Host; device: string };

export class Lab {
  readonly journal: Journal = new Journal();
  readonly hosts: Host[] = [];
  readonly recordings: Recording[] = [];
  /** By a recording that began later, the one at the same host that had begun before it. */
  readonly longer: Map<Recording, Recording> = new Map();
  /** Of each host, by name, when captures began. */
  readonly countersBefore: Map<string, Counters> = new Map();
  readonly #settings: LabSettings;

  constructor(settings: LabSettings) {
    this.#settings = settings;
  }

  /** Makes a host. */
  async host(name: string): Promise<Host> {
    this.#settings.signal.throwIfAborted();
    const host = new Host(name, `${this.#settings.prefix}${name}`, this.journal);
    // Known before it is made: what is made only in part must be taken away as well.
    this.hosts.push(host);
    await host.make();
    return host;
  }

  /** Captures at the first of the hosts, and with --both-sides at the others too. */
  async record(first: Tap, ...others: readonly Tap[]): Promise<void> {
    await this.recordAll(first, ...(this.#settings.bothSides ? others : []));
  }

  /** Captures at each of the hosts, until the scenario has run. */
  async recordAll(...taps: readonly Tap[]): Promise<void> {
    await this.#count();
    const started = taps.map((tap) => {
      const { host, device } = tap instanceof Host ? { host: tap, device: 'eth0' } : tap;
      return host.record(this.#pathOf(host.name), device);
    });
    this.recordings.push(...(await Promise.all(started)));
  }

  /**
   * Begins all captures anew, as if nobody had looked before. What was captured until now is no result any more; the truth
   * still learns from it at which sequence numbers the connections are.
   */
  async recordFromNow(): Promise<void> {
    await this.#count();
    for (const [index, recording] of this.recordings.entries()) {
      const host = this.hosts.find(({ name }) => name === recording.host);
      if (host === undefined) continue;
      const later = await host.record(this.#pathOf(`${host.name}-later`), recording.device);
      this.longer.set(later, recording);
      this.recordings[index] = later;
    }
  }

  /** Notes and tells what was done just now to the network or to a host: `router`, `drops everything`. */
  happened(who: string, text: string): EventEntry {
    this.#settings.say(`the ${who} ${text}`);
    return this.journal.happened(who, text);
  }

  /** As happened(), and times are told in seconds from here; `name` is what this moment is called: `the cut`. */
  landmark(name: string, who: string, text: string): void {
    this.journal.landmark = { name, at: this.happened(who, text).at };
  }

  /** Tells what is being done, and notes nothing. */
  say(line: string): void {
    this.#settings.say(line);
  }

  /** Waits. */
  async sleep(seconds: number): Promise<void> {
    await wait(seconds * 1000, undefined, { signal: this.#settings.signal });
  }

  /** Waits for a call that must return within so many seconds; throws where it does not. */
  within<Value>(seconds: number, what: string, result: Promise<Value>): Promise<Value> {
    return within(seconds, what, result, this.#settings.signal);
  }

  /** Waits until the condition holds; throws where it does not within so many seconds. */
  async until(seconds: number, what: string, condition: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + seconds * 1000;
    while (!(await condition())) {
      if (performance.now() > end) throw labFailure(`${what} within ${seconds} s`);
      await this.sleep(LOOKING / 1000);
    }
  }

  /** Waits until the kernel of a host has counted so many, such as TCPKeepAlive, since captures began. */
  async counted(host: Host, counter: string, least: number, seconds: number): Promise<void> {
    await this.until(seconds, `the ${host.name} did not count ${least} ${counter}`, async () => {
      return (await this.countOf(host, counter)) >= least;
    });
  }

  /** How many the kernel of a host has counted since captures began. */
  async countOf(host: Host, counter: string): Promise<number> {
    const before = this.countersBefore.get(host.name)?.[counter] ?? 0;
    return ((await host.counters())[counter] ?? 0) - before;
  }

  /** Lets something go on that may still be blocked when the scenario is over; how it ends is in the journal. */
  leave(blocked: Promise<unknown>): void {
    blocked.catch(() => {});
  }

  async #count(): Promise<void> {
    for (const host of this.hosts) this.countersBefore.set(host.name, await host.counters());
  }

  #pathOf(name: string): string {
    return join(this.#settings.folder, `${name}.pcap`);
  }

  /** Takes everything away; gives the reasons why something stays. */
  async close(): Promise<string[]> {
    const removals = await Promise.allSettled(this.hosts.map((host) => host.remove()));
    return removals.flatMap((removal) => (removal.status === 'rejected' ? [reasonOf(removal.reason)] : []));
  }
}
