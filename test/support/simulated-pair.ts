/**
 * Two hosts, the network between them, and a capture somewhere on it, simulated from what the kernel does; the truth of
 * property tests. What the capture shows is what a sender sent; it may be lost behind it.
 */
import { ACK, RST, SYN } from './host.ts';
import { byTime, Sent } from './sent.ts';
import { type KeepalivePlan, SimulatedHost, type SimulatedSegment, type World } from './simulated-host.ts';

export interface PairPlan {
  /** Null: this side does not probe. */
  hosts: readonly [KeepalivePlan | null, KeepalivePlan | null];
  isns: readonly [number, number];
  ticksBefore: number;
  /** Seconds of one way, from either host to the point of capture. */
  ways: readonly [number, number];
  /** When the originator sends requests, seconds since the start. */
  requests: readonly number[];
  /** The share of probes and answers that are lost behind the point of capture. */
  loss: number;
  /** From then on, seconds, nothing gets through behind the point of capture; Infinity: it goes on. */
  cutAt: number;
  /** The capture ends. */
  duration: number;
  seed: number;
}

/** A frame of the capture and what it is. */
export interface SimulatedFrame {
  sent: Sent;
  from: 0 | 1;
  role: SimulatedSegment['role'];
  flags: number;
  /** It got lost behind the point of capture. */
  isLost: boolean;
  /** Of a probe: how many the prober had sent in vain, this one too. */
  inVain: number;
}

export interface SimulatedCapture {
  frames: SimulatedFrame[];
  gaveUpAfter: readonly [number | null, number | null];
}

const ADDRESSES = ['10.0.0.1', '10.0.0.2'] as const;
export const PORTS: readonly [number, number] = [40_000, 443];

export function simulate(plan: PairPlan): SimulatedCapture {
  const simulation = new Simulation(plan);
  simulation.run();
  return simulation.capture;
}

interface Due {
  at: number;
  order: number;
  action: () => void;
}

class Simulation implements World {
  now = 0;
  private readonly plan: PairPlan;
  private readonly hosts: readonly [SimulatedHost, SimulatedHost];
  private readonly frames: SimulatedFrame[] = [];
  private readonly queue: Due[] = [];
  private order = 0;
  private random: number;

  constructor(plan: PairPlan) {
    this.plan = plan;
    this.random = plan.seed >>> 0;
    const { hosts, isns, ticksBefore } = plan;
    this.hosts = [
      new SimulatedHost(this, hosts[0], isns[0], ticksBefore),
      new SimulatedHost(this, hosts[1], isns[1], ticksBefore + 12_345),
    ];
  }

  get capture(): SimulatedCapture {
    const inOrder = byTime(this.frames.map(({ sent }) => sent));
    const found = new Map(this.frames.map((frame) => [frame.sent, frame]));
    const frames = inOrder.flatMap((sent) => found.get(sent) ?? []);
    return { frames, gaveUpAfter: [this.hosts[0].gaveUpAfter, this.hosts[1].gaveUpAfter] };
  }

  run(): void {
    const [originator] = this.hosts;
    this.after(0, () => originator.connect());
    for (const at of this.plan.requests) this.after(at, () => originator.request(100));
    for (let due = this.take(); due !== null; due = this.take()) {
      this.now = due.at;
      due.action();
    }
  }

  after(seconds: number, action: () => void): () => void {
    const due: Due = { at: this.now + Math.max(0, seconds), order: this.order++, action };
    this.queue.push(due);
    return () => {
      const index = this.queue.indexOf(due);
      if (index >= 0) this.queue.splice(index, 1);
    };
  }

  /** Park and Miller's minimal standard generator. */
  chance(): number {
    this.random = Number(((BigInt(this.random % 2_147_483_646) + 1n) * 48_271n) % 2_147_483_647n);
    return this.random / 2_147_483_647;
  }

  transmit(from: SimulatedHost, segment: SimulatedSegment): void {
    const { ways, cutAt, loss, duration } = this.plan;
    const side = from === this.hosts[0] ? 0 : 1;
    const captured = this.now + ways[side];
    const isLost = captured >= cutAt || (segment.role !== 'other' && this.chance() < loss);
    if (captured <= duration)
      this.frames.push({
        sent: frameOf(captured, side, segment),
        from: side,
        role: segment.role,
        flags: segment.flags,
        isLost,
        inVain: from.probesOut,
      });
    const peer = this.hosts[1 - side];
    if (!isLost && peer !== undefined) this.after(ways[0] + ways[1], () => peer.receive(segment));
  }

  private take(): Due | null {
    let first: Due | null = null;
    for (const due of this.queue)
      if (first === null || due.at < first.at || (due.at === first.at && due.order < first.order))
        first = due;
    if (first === null || first.at > this.plan.duration) return null;
    this.queue.splice(this.queue.indexOf(first), 1);
    return first;
  }
}

function frameOf(at: number, side: 0 | 1, segment: SimulatedSegment): Sent {
  const { sequence, acknowledgment, flags, length, timestamps, dSack } = segment;
  const opening = flags & SYN ? { mss: 1460, sackPermitted: true, windowScale: 7 } : {};
  const sack = dSack ? { sack: [[(acknowledgment - 1) >>> 0, acknowledgment >>> 0]] as const } : {};
  return Sent.of(at, {
    source: ADDRESSES[side],
    destination: ADDRESSES[1 - side] ?? '',
    ttl: 64,
    ipId: 0,
    vlan: null,
    tcp: {
      sourcePort: PORTS[side],
      destinationPort: PORTS[1 - side] ?? 0,
      sequence: sequence >>> 0,
      acknowledgment: flags & (ACK | RST) ? acknowledgment >>> 0 : 0,
      flags,
      window: 501,
      timestamps: [timestamps[0], timestamps[1] >>> 0],
      ...opening,
      ...sack,
    },
    payload: new Uint8Array(length).fill(length === 1 ? 0 : 0x6b),
  });
}
