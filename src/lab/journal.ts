/** What happened in an experiment, in order: the calls of its applications, and what was done to the network. */
import type { CallName, Result } from './actor/protocol.ts';

/** A call of an application. */
export interface CallEntry {
  actor: string;
  /** The name of its host. */
  host: string;
  /** The thread of the application; `main` unless it has several. */
  thread: string;
  call: CallName;
  /** What the call is about, for people: an option, an amount. */
  detail: string;
  /** `address:port` of the socket's own end, once it is known. */
  local: string | null;
  /** Seconds since 1970. */
  startedAt: number;
  /** Null while the call blocks. */
  result: Result | null;
  /** Seconds since 1970 when the host crashed in the middle of the call, which then never returns; else null. */
  lostAt: number | null;
}

/** Something that was done, or that an application says of itself. */
export interface EventEntry {
  who: string;
  text: string;
  /** What came of it; null where it is no call. */
  result: string | null;
  at: number;
}

/** Keepalive settings of a socket, as they were set; seconds. */
export interface ProberSettings {
  idle: number;
  interval: number;
  count: number;
}

/** Who probes, as `address:port` of its own end. */
export interface Prober extends ProberSettings {
  who: string;
  host: string;
}

/** A message of a heartbeat: who sends it, as `address:port`, and at which octet of what it sends, from 0. */
export interface Heartbeat {
  from: string;
  offset: number;
  what: 'ping' | 'pong';
}

/** The record of one experiment. */
export class Journal {
  readonly calls: CallEntry[] = [];
  readonly events: EventEntry[] = [];
  readonly probers: Prober[] = [];
  /** TCP_USER_TIMEOUT in milliseconds, by `address:port` of the socket that has it. */
  readonly userTimeouts: Map<string, number> = new Map();
  readonly heartbeats: Heartbeat[] = [];
  /** By the `address:port` that an end has beyond a NAT, its own. */
  readonly translated: Map<string, string> = new Map();
  /** What times are told from, such as `the cut`; null: the first call. */
  landmark: { name: string; at: number } | null = null;
  #isClosed = false;

  /** Notes a call that begins; finish() notes how it ends. */
  begin(entry: Omit<CallEntry, 'startedAt' | 'result' | 'lostAt'>): CallEntry {
    const begun: CallEntry = { ...entry, startedAt: realTime(), result: null, lostAt: null };
    this.calls.push(begun);
    return begun;
  }

  /** Notes that the call has returned, but once the journal is closed. */
  finish(entry: CallEntry, result: Result): void {
    if (this.#isClosed) return;
    entry.startedAt = result.startedAt;
    entry.result = result;
  }

  /**
   * The experiment is over. Its applications are ended one after another then, and where one is gone a call of the other
   * may still return: the end of file that the first one's kernel sends is no part of what happened.
   */
  close(): void {
    this.#isClosed = true;
  }

  /** `address:port` of every connection's end at this host that is known. */
  endsOf(host: string): string[] {
    const ends = this.calls.flatMap((entry) =>
      entry.host === host && entry.local !== null ? [entry.local] : [],
    );
    return [...ends, ...this.probers.filter((prober) => prober.host === host).map(({ who }) => who)];
  }

  /** Notes that the calls which block at this host will never return. */
  crashed(host: string): void {
    for (const entry of this.calls) {
      if (entry.host === host && entry.result === null) entry.lostAt ??= realTime();
    }
  }

  /** What the host of an end calls it, which a capture beyond a NAT shows translated. */
  ownNameOf(end: string): string {
    return this.translated.get(end) ?? end;
  }

  /** Notes what happens now. */
  happened(who: string, text: string): EventEntry {
    return this.note({ who, text, result: null, at: realTime() });
  }

  /** Notes what happened, or what an application did, at the time that is given. */
  note(entry: EventEntry): EventEntry {
    this.events.push(entry);
    return entry;
  }

  /** Notes that the next octets which this end sends are a message of a heartbeat. */
  beats(from: string, what: Heartbeat['what']): void {
    this.heartbeats.push({ from, offset: this.octetsSent(from, Number.POSITIVE_INFINITY), what });
  }

  /** The message of a heartbeat that begins at this octet of what the end sends; null where there is none. */
  heartbeatAt(end: string, offset: number): Heartbeat['what'] | null {
    return this.heartbeats.find((one) => one.from === end && one.offset === offset)?.what ?? null;
  }

  /**
   * Octets that applications gave to the socket of this end, by its own name, until then. What of it is not acknowledged
   * yet is pending: the kernel then probes the window, or sends again, and no keepalive probe.
   */
  octetsSent(local: string, until: number): number {
    let octets = 0;
    for (const entry of this.calls) {
      if (entry.call !== 'send' || entry.local !== local) continue;
      // A call that still blocks has given the kernel an unknown part of its data, but surely more than was taken.
      if (entry.result === null || entry.result.endedAt > until) {
        if (entry.startedAt <= until) return Number.POSITIVE_INFINITY;
      } else octets += Math.max(0, entry.result.returned);
    }
    return octets;
  }
}

/** Seconds since 1970, as captures count them, to the microsecond. */
export function realTime(): number {
  return (performance.timeOrigin + performance.now()) / 1000;
}
