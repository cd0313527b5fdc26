/**
 * One side of a connection as a prober: its probes in order, which of them wait for an answer, and the counts by
 * outcome. It is told what happened and keeps the books; what a segment is, is decided elsewhere.
 *
 * Invariant: a probe is in `waiting` or its outcome is final and counted, never both.
 */
import { SECOND } from '../tracking/time.ts';
import { BoundedList } from './bounded-list.ts';
import type { Exchange, ProbeKind, ProbeOutcome } from './exchange.ts';

/** More unanswered probes than any stack sends (TCP_KEEPCNT is at most 127). Older ones are given up as unanswered. */
const WAITING_AT_MOST = 256;
/** An answer may take this long at the least before the end of the capture says anything. */
const PATIENCE = SECOND;

export class Prober {
  readonly exchanges: BoundedList<Exchange>;
  /** Null until the first window probe. */
  windowExchanges: BoundedList<Exchange> | null = null;
  /** Keepalive probes by final outcome. */
  readonly outcomes: Record<ProbeOutcome, number> = {
    acknowledged: 0,
    data: 0,
    reset: 0,
    'icmp-error': 0,
    unanswered: 0,
    pending: 0,
  };
  /** Probes of the current run without a final outcome, oldest first. */
  waiting: Exchange[] = [];
  payloadOctets: 0 | 1 = 0;
  longestRtt = 0;
  /** The idle time of the last answered probe, ns: keepalives through a closed window are known by it. */
  idle: number | null = null;
  /** True from an answer until the next probe: what still waits in the run can only be claimed by a late answer. */
  private answered = false;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
    this.exchanges = new BoundedList<Exchange>(limit);
  }

  get probes(): number {
    return this.exchanges.added;
  }

  /** The last probe of the run that is still without an answer, or undefined. */
  get last(): Exchange | undefined {
    return this.waiting[this.waiting.length - 1];
  }

  /** A new probe. Its place in the run is written here. */
  sent(probe: Exchange): void {
    if (this.answered) this.settle();
    const previous = this.last;
    if (previous !== undefined) probe.position = previous.position + 1;
    this.waiting.push(probe);
    if (probe.kind !== 'undecided') this.register(probe);
    if (this.waiting.length > WAITING_AT_MOST) this.finish(this.waiting.shift(), 'unanswered');
  }

  /** An undecided probe has become one of the two. */
  decided(probe: Exchange, kind: ProbeKind): void {
    probe.kind = kind;
    this.register(probe);
    if (!this.waiting.includes(probe)) this.count(probe);
  }

  /** Something answered `probe`; earlier ones of the run may still get a late answer of their own. */
  answer(probe: Exchange, outcome: ProbeOutcome, frame: number, time: number): void {
    probe.outcome = outcome;
    probe.answerFrame = frame;
    probe.answerTime = time;
    if (outcome === 'icmp-error') return;
    this.answered = true;
    this.longestRtt = Math.max(this.longestRtt, time - probe.time);
    if (probe.kind === 'probe' && probe.position === 1) this.idle = probe.sincePeer;
    if (outcome === 'data') return;
    if (this.last === probe) this.waiting.pop();
    else this.waiting.splice(this.waiting.indexOf(probe), 1);
    this.count(probe);
  }

  /** The prober went on to something else, or the run is over: what waits stays as it is. */
  settle(): void {
    this.answered = false;
    if (this.waiting.length === 0) return;
    for (const probe of this.waiting) this.count(probe);
    this.waiting = [];
  }

  /** The connection's last moment in the capture: an answer to a probe sent just before may not have come yet. */
  end(now: number): void {
    const last = this.last;
    const patience = Math.max(PATIENCE, 3 * this.longestRtt);
    if (last !== undefined && last.outcome === 'unanswered' && now - last.time < patience)
      last.outcome = 'pending';
    this.settle();
  }

  /** A late ICMP error changed the final outcome of a probe. */
  recount(from: ProbeOutcome, to: ProbeOutcome): void {
    this.outcomes[from]--;
    this.outcomes[to]++;
  }

  private register(probe: Exchange): void {
    if (probe.kind === 'window-probe') {
      this.windowExchanges ??= new BoundedList<Exchange>(this.limit);
      this.windowExchanges.add(probe);
    } else {
      this.exchanges.add(probe);
      this.payloadOctets = probe.octets;
    }
  }

  private finish(probe: Exchange | undefined, outcome: ProbeOutcome): void {
    if (probe === undefined) return;
    probe.outcome = outcome;
    this.count(probe);
  }

  private count(probe: Exchange): void {
    if (probe.kind === 'probe') this.outcomes[probe.outcome]++;
  }
}
