/**
 * Segments as wire/ gives them, of as many flows as are wanted: for what comes after the seam, where a capture of a
 * million connections would be in the way.
 */
import { type ShardLimits, Shard as ShardOf } from '../../src/sharding/shard.ts';
import { KEY_ORIGINATOR, KEY_ORIGINATOR_PORT } from '../../src/tracking/rows.ts';
import { flowHash } from '../../src/wire/flow-hash.ts';
import { FAREWELL, packed, TLS_DATA } from '../../src/wire/payload-class.ts';
import { ACK, FIN, PSH, RST, Segment, SYN } from '../../src/wire/segment.ts';
import { advance } from '../../src/wire/sequence.ts';

const ORIGINATOR_ISN = 1000;
const RESPONDER_ISN = 5000;
const WINDOW = 500;

/** A shard that is given one segment at a time; frames count by themselves. */
export class Line {
  readonly shard: ShardOf;
  /** ns. */
  now = 0;
  frames = 0;

  constructor(limits: Partial<ShardLimits> = {}) {
    this.shard = new ShardOf({ exchanges: 10_000, held: 256, ...limits }, null);
  }

  take(segment: Segment): void {
    segment.frame = ++this.frames;
    segment.time = this.now;
    segment.flowHash = flowHash(segment);
    this.shard.take(segment);
  }
}

/** One of 2^32 distinct four-tuples, by number, and two hosts that talk on it. */
export class Flow {
  readonly segment: Segment = new Segment();
  private window = WINDOW;
  private readonly line: Line;
  private readonly number: number;
  private readonly next: [number, number] = [ORIGINATOR_ISN, RESPONDER_ISN];

  constructor(line: Line, number: number) {
    this.line = line;
    this.number = number;
  }

  /** Its row; -1: the shard does not know it. */
  get row(): number {
    const { rows } = this.line.shard;
    this.address(0);
    for (const row of rows.inUse()) {
      const page = rows.page(row);
      const at = rows.at(row);
      if (
        page.getInt32(at + KEY_ORIGINATOR) === this.segment.source3 &&
        page.getUint16(at + KEY_ORIGINATOR_PORT) === this.segment.sourcePort
      )
        return row;
    }
    return -1;
  }

  syn(): this {
    return this.send(0, SYN, 0, 1);
  }

  handshake(): this {
    this.syn().send(1, SYN | ACK, 0, 1);
    return this.send(0, ACK);
  }

  /** Data, and its acknowledgment. */
  data(side: 0 | 1 = 0): this {
    return this.push(side).ack(side === 0 ? 1 : 0);
  }

  push(side: 0 | 1 = 0, length = 100): this {
    return this.send(side, ACK | PSH, length);
  }

  /** A record of TLS application data, of so many octets in all; as close_notify of TLS 1.3 has them. */
  seal(side: 0 | 1, length = 24): this {
    return this.say(side, packed(TLS_DATA, 1), length);
  }

  /** What is said before a close, as wire/ knows it. */
  goodbye(side: 0 | 1): this {
    return this.say(side, packed(FAREWELL, 0), 31);
  }

  /** Its FIN, with a close_notify of TLS 1.3. */
  sealedEnd(side: 0 | 1): this {
    this.segment.payload = packed(TLS_DATA, 1);
    this.send(side, FIN | ACK, 24, 25);
    this.segment.payload = 0;
    return this;
  }

  probe(side: 0 | 1 = 0): this {
    return this.send(side, ACK, 0, 0, -1);
  }

  ack(side: 0 | 1 = 1): this {
    return this.send(side, ACK);
  }

  /** The responder acknowledges what there is, and takes no more. */
  closedWindow(): this {
    this.window = 0;
    this.ack();
    this.window = WINDOW;
    return this;
  }

  close(): this {
    this.send(0, FIN | ACK, 0, 1).send(1, FIN | ACK, 0, 1);
    return this.send(0, ACK);
  }

  /** Its FIN, with so many octets of data. */
  end(side: 0 | 1, length = 0): this {
    return this.send(side, FIN | ACK, length, length + 1);
  }

  reset(side: 0 | 1 = 1): this {
    return this.send(side, RST | ACK);
  }

  /** The originator takes its port for a new connection, with another initial sequence number. */
  restart(isn: number): this {
    this.next[0] = isn;
    return this;
  }

  /** At a time of the line, in seconds. */
  at(seconds: number): this {
    this.line.now = seconds * 1e9;
    return this;
  }

  private say(side: 0 | 1, payload: number, length: number): this {
    this.segment.payload = payload;
    this.push(side, length);
    this.segment.payload = 0;
    return this;
  }

  private send(side: 0 | 1, flags: number, length = 0, counts = length, offset = 0): this {
    const { segment, next } = this;
    this.address(side);
    segment.flags = flags;
    segment.length = length;
    segment.window = this.window;
    segment.sequence = advance(next[side], offset);
    segment.acknowledgment = flags & ACK ? next[side === 0 ? 1 : 0] : 0;
    segment.ipId = (this.line.frames + 1) & 0xffff;
    next[side] = advance(next[side], counts);
    this.line.take(segment);
    return this;
  }

  private address(side: 0 | 1): void {
    const { segment, number } = this;
    const [near, far] = [0x0a00_0000 | (number >>> 15), 0x0b00_0001];
    const [port, service] = [1024 + (number & 0x7fff), 443];
    segment.source2 = 0xffff;
    segment.destination2 = 0xffff;
    segment.source3 = side === 0 ? near : far;
    segment.destination3 = side === 0 ? far : near;
    segment.sourcePort = side === 0 ? port : service;
    segment.destinationPort = side === 0 ? service : port;
  }
}
