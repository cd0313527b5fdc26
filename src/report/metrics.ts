/**
 * The figures of a live capture as Prometheus metrics. Names follow prometheus.io/docs/practices/naming: base units
 * (seconds, bytes), `_total` for what only grows. Invariant: every label takes its values from a fixed list, and every
 * series is there from the first scrape on, so that their number never depends on the traffic.
 */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

import { VERDICT_CODES, type VerdictCode } from '../diagnosis/verdict.ts';
import { PROBE_OUTCOMES, type ProbeOutcome } from '../keepalive/exchange.ts';
import { GENERATOR } from './generator.ts';

/**
 * What a live session has counted. All but `verdicts`, `outcomes.pending` and `connections` count from
 * its beginning and never go down: what was counted of a connection stays when the connection is evicted.
 */
export interface LiveFigures {
  /** Connections that are kept, by the verdict that was told of them last. */
  verdicts: ReadonlyMap<VerdictCode, number>;
  /** Keepalive probes by their final outcome; `pending`: those that have none yet. */
  outcomes: Readonly<Record<ProbeOutcome, number>>;
  /** Keepalive probes; the sum of the outcomes. */
  probes: number;
  windowProbes: number;
  /** Connections that their prober gave up. */
  giveUps: number;
  frames: number;
  segments: number;
  /** Frames that the capturing host says it lost; null while it does not say. */
  dropped: number | null;
  /** Connections that were let go to keep memory bounded. */
  evicted: number;
  /** Connections that are kept. */
  connections: number;
}

/** A metric without labels: what it is, and its value; null where it is not known. */
type Figure = readonly [
  name: string,
  kind: typeof Counter | typeof Gauge,
  help: string,
  of: (figures: LiveFigures) => number | null,
];

const FIGURES: readonly Figure[] = [
  ['probes_pending', Gauge, 'Keepalive probes whose outcome is open.', ({ outcomes }) => outcomes.pending],
  ['window_probes_total', Counter, 'Segments that ask for a closed window.', (its) => its.windowProbes],
  ['give_ups_total', Counter, 'Connections that their prober gave up.', (its) => its.giveUps],
  ['frames_total', Counter, 'Frames captured.', (its) => its.frames],
  ['segments_total', Counter, 'TCP segments in the frames.', (its) => its.segments],
  [
    'dropped_frames_total',
    Counter,
    'Frames lost by the capturing host; absent while it does not say.',
    (its) => its.dropped,
  ],
  ['tracked_connections', Gauge, 'Connections kept.', (its) => its.connections],
  ['evicted_connections_total', Counter, 'Connections let go to bound memory.', (its) => its.evicted],
];

/** From one host to itself (20 us) over a LAN, a continent and a satellite (600 ms) to a path with standing queues. */
const RTT_BUCKETS: number[] = [
  0.000_05, 0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** Only what is final can be counted: a probe must not leave a counter again. */
const FINAL_OUTCOMES = PROBE_OUTCOMES.filter((outcome) => outcome !== 'pending');

/** The metrics of one session. */
export class LiveMetrics {
  /** Takes metrics of others too, such as those of the process. */
  readonly registry: Registry = new Registry();
  readonly #rtt: Histogram;
  readonly #verdicts: Gauge<'verdict'>;
  readonly #outcomes: Counter<'outcome'>;
  /** A late ICMP error, or an answer captured too early, takes a probe from one outcome to another: a counter must not fall. */
  readonly #told: Partial<Record<ProbeOutcome, number>> = {};
  readonly #plain: readonly [Counter | Gauge, Figure[3]][];

  constructor() {
    const metric = <Label extends string>(name: string, help: string, labelNames: Label[] = []) => {
      return { name: `keepscope_${name}`, help, labelNames, registers: [this.registry] };
    };
    const { version } = GENERATOR;
    new Gauge(metric('build_info', 'Always 1.', ['version'])).set({ version }, 1);
    this.#verdicts = new Gauge(metric('connections', 'Connections, by their latest verdict.', ['verdict']));
    this.#outcomes = new Counter(metric('probes_total', 'Keepalive probes, by final outcome.', ['outcome']));
    this.#rtt = new Histogram({
      ...metric('probe_rtt_seconds', 'From a keepalive probe to its answer.'),
      buckets: RTT_BUCKETS,
    });
    this.#plain = FIGURES.map(([name, Kind, help, of]) => [new Kind(metric(name, help)), of]);
  }

  /** A probe was answered after so many seconds. */
  observeAnswer(rttSeconds: number): void {
    if (rttSeconds >= 0) this.#rtt.observe(rttSeconds);
  }

  /** The metrics in the text format of Prometheus, version 0.0.4. */
  async render(figures: LiveFigures): Promise<string> {
    for (const verdict of VERDICT_CODES) this.#verdicts.set({ verdict }, figures.verdicts.get(verdict) ?? 0);
    this.#outcomes.reset();
    for (const outcome of FINAL_OUTCOMES) {
      const told = Math.max(this.#told[outcome] ?? 0, figures.outcomes[outcome]);
      this.#told[outcome] = told;
      this.#outcomes.inc({ outcome }, told);
    }
    for (const [plain, of] of this.#plain) {
      const value = of(figures);
      plain.reset();
      if (value === null) plain.remove();
      else plain.inc(value);
    }
    return this.registry.metrics();
  }
}
