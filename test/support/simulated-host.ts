/**
 * One end of a simulated connection, with the keepalive timer of its system. Linux is net/ipv4/tcp_timer.c
 * (tcp_keepalive_timer) over kernel/time/timer.c (calc_wheel_index), written down again from these and sharing nothing
 * with src/; `prompt` is a stack whose timers fire when they are due, a little early at times, as BSD's and Windows' do.
 */
import { ACK, FIN, PSH, RST, SYN } from './host.ts';

export interface KeepalivePlan {
  /** Seconds; whole ones for Linux. */
  idle: number;
  interval: number;
  count: number;
  /** Ticks a second of a Linux kernel, or a stack with prompt timers, whose probes carry an octet. */
  timers: 100 | 250 | 300 | 1000 | 'prompt';
}

export interface SimulatedSegment {
  sequence: number;
  acknowledgment: number;
  flags: number;
  length: number;
  timestamps: readonly [value: number, echo: number];
  dSack: boolean;
  /** Keepalive probe, answer to one, or anything else. */
  role: 'probe' | 'answer' | 'other';
}

/** What a host needs from the world around it. */
export interface World {
  readonly now: number;
  transmit(from: SimulatedHost, segment: SimulatedSegment): void;
  after(seconds: number, action: () => void): () => void;
  /** The next of a fixed series of numbers from 0 to below 1. */
  chance(): number;
}

const SERVE = 50e-6;

export class SimulatedHost {
  /** What the truth of a test is made of. */
  readonly plan: KeepalivePlan | null;
  gaveUpAfter: number | null = null;
  probesOut = 0;
  private readonly world: World;
  private readonly ticksBefore: number;
  private next: number;
  private unacknowledged: number;
  private received = 0;
  private echo = 0;
  private readonly clock: number;
  private isOpen = true;
  private isEnabled = false;
  /** When the last accepted segment came: jiffies of a Linux host, seconds of a prompt one. */
  private heardAt = 0;
  private cancel: () => void = () => {};

  /** `ticksBefore`: jiffies when the simulation begins. */
  constructor(world: World, plan: KeepalivePlan | null, isn: number, ticksBefore: number) {
    this.world = world;
    this.plan = plan;
    this.next = isn;
    this.unacknowledged = isn;
    this.clock = isn & 0xffff;
    this.ticksBefore = ticksBefore;
  }

  connect(): void {
    this.send({ flags: SYN, length: 0 });
  }

  request(octets: number): void {
    if (this.isOpen && this.received !== 0) this.send({ flags: PSH | ACK, length: octets });
  }

  receive(segment: SimulatedSegment): void {
    const { flags, length, sequence } = segment;
    if (!this.isOpen) return;
    if (flags & (RST | SYN)) {
      if (flags & RST) this.close();
      else this.opened(segment);
      return;
    }
    const isOld = ((sequence - this.received) | 0) < 0;
    if (isOld && length === 0) {
      // tcp_validate_incoming drops it before its acknowledgment is looked at.
      this.later({ flags: ACK, length: 0, role: 'answer' });
      return;
    }
    this.accept(segment);
    if (isOld) this.later({ flags: ACK, length: 0, role: 'answer', dSack: true });
    else if (length > 0) {
      this.received = (sequence + length) | 0;
      // A request is answered with as much, an answer is acknowledged.
      if (length > 1 && length % 2 === 0) this.later({ flags: PSH | ACK, length: length + 1 });
      else this.later({ flags: ACK, length: 0 });
    }
  }

  private opened({ sequence, flags, timestamps }: SimulatedSegment): void {
    this.received = (sequence + 1) | 0;
    this.echo = timestamps[0];
    if (flags & ACK) {
      this.unacknowledged = this.next;
      this.later({ flags: ACK, length: 0 });
      this.enable();
    } else {
      this.later({ flags: SYN | ACK, length: 0 });
    }
  }

  private accept({ acknowledgment, timestamps }: SimulatedSegment): void {
    this.unacknowledged = acknowledgment;
    this.echo = timestamps[0];
    this.probesOut = 0;
    if (!this.isEnabled) this.enable();
    this.heardAt = this.ticks ?? this.world.now;
    if (this.plan?.timers === 'prompt') this.arm(this.plan.idle);
  }

  private enable(): void {
    this.isEnabled = true;
    this.heardAt = this.ticks ?? this.world.now;
    if (this.plan !== null) this.arm(this.plan.idle);
  }

  /** jiffies; null for a host without. */
  private get ticks(): number | null {
    const rate = this.plan?.timers;
    return typeof rate === 'number' ? Math.floor(this.world.now * rate + 1e-6) + this.ticksBefore : null;
  }

  private arm(seconds: number): void {
    const { world, plan } = this;
    this.cancel();
    const rate = plan?.timers;
    const ticks = this.ticks;
    if (typeof rate !== 'number' || ticks === null) {
      const due = seconds * (1 - 0.004 * world.chance()) + 0.001 * world.chance();
      this.cancel = world.after(due, () => this.promptTimer());
      return;
    }
    const end = bucketEnd(ticks, Math.round(seconds * rate));
    const softirq = 3e-4 * world.chance();
    this.cancel = world.after((end - this.ticksBefore) / rate - world.now + softirq, () =>
      this.keepaliveTimer(end, rate),
    );
  }

  /** tcp_keepalive_timer; `jiffies` is when it fires. */
  private keepaliveTimer(jiffies: number, rate: number): void {
    const { plan } = this;
    if (plan === null || !this.isOpen) return;
    const elapsed = jiffies - this.heardAt;
    if (this.unacknowledged !== this.next) this.arm(plan.idle);
    else if (elapsed < plan.idle * rate) this.arm(plan.idle - elapsed / rate);
    else this.probeOrGiveUp(plan);
  }

  private promptTimer(): void {
    const { plan } = this;
    if (plan === null || !this.isOpen) return;
    if (this.unacknowledged !== this.next) this.arm(plan.idle);
    else this.probeOrGiveUp(plan);
  }

  private probeOrGiveUp(plan: KeepalivePlan): void {
    if (this.probesOut >= plan.count) {
      this.gaveUpAfter = this.probesOut;
      this.send({ flags: RST | ACK, length: 0 });
      this.close();
      return;
    }
    this.probesOut++;
    const length = plan.timers === 'prompt' ? 1 : 0;
    this.send({ flags: ACK, length, role: 'probe', sequence: (this.next - 1) | 0 });
    this.arm(plan.interval);
  }

  private close(): void {
    this.isOpen = false;
    this.cancel();
  }

  private later(segment: Partial<SimulatedSegment> & { flags: number; length: number }): void {
    this.world.after(SERVE * (1 + this.world.chance()), () => this.isOpen && this.send(segment));
  }

  private send(segment: Partial<SimulatedSegment> & { flags: number; length: number }): void {
    const sequence = segment.sequence ?? this.next;
    this.world.transmit(this, {
      role: 'other',
      dSack: false,
      ...segment,
      sequence,
      acknowledgment: this.received,
      timestamps: [(Math.floor(this.world.now * 1000) + this.clock) >>> 0, this.echo],
    });
    const control = segment.flags & (SYN | FIN) ? 1 : 0;
    if (segment.role !== 'probe') this.next = (sequence + segment.length + control) | 0;
  }
}

/** The jiffy at which a timer for `delay` jiffies fires: calc_wheel_index rounds up to the next bucket of its level. */
function bucketEnd(jiffies: number, delay: number): number {
  let granularity = 1;
  while (delay >= 63 * granularity) granularity *= 8;
  return (Math.floor((jiffies + delay) / granularity) + 1) * granularity;
}
