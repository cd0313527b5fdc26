/** One side of a connection that has been read: what it sent, and how it stands at the end. Reads its half when asked. */
import type { Exchange } from '../keepalive/exchange.ts';
import type { Prober } from '../keepalive/prober.ts';
import * as R from '../tracking/rows.ts';
import { TRAIT_IP_ID } from '../tracking/traits.ts';
import { distance } from '../wire/sequence.ts';

/** Times are ns since the timeline's first frame, frames count over the timeline, 0 = no such frame. */
export class TimelineSide {
  /** Null where it never sent a probe. */
  readonly prober: Prober | null;
  private readonly page: DataView;
  private readonly at: number;
  private readonly direction: R.Direction;
  private readonly half: number;
  private readonly peerHalf: number;
  private readonly flags: number;
  private kept: readonly Exchange[] | null = null;

  /** `at`: where the connection's row begins in its page. */
  constructor(page: DataView, at: number, direction: R.Direction, prober: Prober | null) {
    this.page = page;
    this.at = at;
    this.direction = direction;
    this.half = at + R.halfOffset(direction);
    this.peerHalf = at + R.halfOffset(R.opposite(direction));
    this.flags = page.getUint16(this.half + R.HALF_FLAGS, true);
    this.prober = prober?.hasProbed ? prober : null;
  }

  /** The keepalive probes that are kept, in order: read once, as most rules want them. */
  get probes(): readonly Exchange[] {
    this.kept ??= this.prober?.exchanges('probe') ?? [];
    return this.kept;
  }

  get seen(): boolean {
    return (this.flags & R.HALF_SEEN) !== 0;
  }

  /** It has sent something after its SYN. */
  get spoke(): boolean {
    return (this.flags & R.HALF_SPOKE) !== 0;
  }

  get synSent(): boolean {
    return (this.flags & R.HALF_SYN) !== 0;
  }

  /** The peer has acknowledged something of it. */
  get acknowledged(): boolean {
    return (this.page.getUint16(this.peerHalf + R.HALF_FLAGS, true) & R.HALF_ACK_KNOWN) !== 0;
  }

  /** Payload octets, retransmissions not counted. */
  get octets(): number {
    return R.octetsOf(this.page, this.at, this.direction);
  }

  get finFrame(): number {
    return R.finFrame(this.page, this.half);
  }

  /** SND.UNA, Int32 (RFC 9293 §3.3.1): what its peer has acknowledged. Where `acknowledged` is false it means nothing. */
  get unacknowledged(): number {
    return this.page.getInt32(this.peerHalf + R.ACKNOWLEDGED, true);
  }

  /** Something of it is unacknowledged at the end. */
  get outstanding(): boolean {
    if (!this.seen || !this.acknowledged || (this.flags & R.HALF_NEXT_FIRM) === 0) return false;
    return distance(this.unacknowledged, this.page.getInt32(this.half + R.NEXT, true)) > 0;
  }

  /** What is unacknowledged is its FIN alone. */
  get onlyFinOutstanding(): boolean {
    const next = this.page.getInt32(this.half + R.NEXT, true);
    return this.finFrame !== 0 && this.outstanding && distance(this.unacknowledged, next) === 1;
  }

  /** How often unacknowledged data, or a FIN, was sent again since the peer last acknowledged something new. */
  get resentTimes(): number {
    return this.page.getUint16(this.half + R.RESENT_TIMES, true);
  }

  /** The unacknowledged data, or FIN alone, that ended a silence; `precedent` is the longest one survived before; ns. */
  get resume(): { frame: number; silence: number; precedent: number; isFin: boolean } | null {
    if ((this.flags & R.HALF_RESUMED) === 0) return null;
    const { page, half } = this;
    const seldom = R.seldomOfHalf(page, half);
    const frame = page.getUint32(seldom + R.RESUME_FRAME, true);
    const byFin = page.getUint32(this.at + R.CONNECTION_FLAGS, true) & R.CONNECTION_FIN_AFTER_SILENCE;
    return {
      frame,
      isFin: byFin !== 0 && frame === this.finFrame,
      silence: page.getFloat32(seldom + R.RESUME_SILENCE, true) * 1e9,
      precedent: page.getFloat32(seldom + R.RESUME_PRECEDENT, true) * 1e9,
    };
  }

  /** Its last segment carried payload. */
  get lastWasData(): boolean {
    return (this.flags & R.HALF_LAST_WAS_DATA) !== 0;
  }

  /** It advertises a closed window at the end. */
  get windowClosed(): boolean {
    return (this.flags & R.HALF_WINDOW_KNOWN) !== 0 && this.page.getUint16(this.half + R.WINDOW, true) === 0;
  }

  /** Its last segment; -Infinity where there is none. */
  get lastTime(): number {
    return this.seen ? this.page.getFloat64(this.half + R.HALF_TIME, true) : Number.NEGATIVE_INFINITY;
  }

  /** Its last segment that its peer's idle clock counts; -Infinity where there is none. */
  get acceptedTime(): number {
    return this.seen ? R.acceptedTime(this.page, this.half) : Number.NEGATIVE_INFINITY;
  }

  /** What its ordinary packets look like: TTL (0: not known), whether it counts IPv4 identifications, and timestamps. */
  get ttl(): number {
    return this.page.getUint8(R.coldOfHalf(this.half) + R.TTL);
  }

  get countsPackets(): boolean {
    return (this.page.getUint8(R.coldOfHalf(this.half) + R.TRAITS) & TRAIT_IP_ID) !== 0;
  }

  get usesTimestamps(): boolean {
    return (this.flags & R.HALF_TIMESTAMP_KNOWN) !== 0;
  }
}
