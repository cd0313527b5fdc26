/**
 * Runs of the most usual frames: an ordinary segment over IPv4 that ends no silence to speak of, from a side that has spoken. It
 * takes some of what ordinary.ts takes, and leaves the same; what it gives back goes there. Nothing is called in here, and but
 * for mayBeTold() nothing is joined with && or ||: V8 keeps what is needed behind a call in memory, and makes a number of what is
 * joined.
 */
import { AHEAD, ENDS, OF_VLAN, OWN_PLACES, PACKETS, TIMES } from '../capture/frame-layout';
import {
  ACKNOWLEDGED,
  CONNECTION_FLAGS,
  CONNECTION_IPV4,
  CONNECTION_LAST_OF_RESPONDER,
  CONNECTION_MINDED,
  HALF_ACK_KNOWN,
  HALF_DISCOUNTED,
  HALF_FIN,
  HALF_FLAGS,
  HALF_LAST_WAS_DATA,
  HALF_LEAP,
  HALF_NEXT_FIRM,
  HALF_RESUMED,
  HALF_SEEN,
  HALF_SPOKE,
  HALF_TIME,
  HALF_TIMESTAMP_KNOWN,
  HALF_WINDOW_KNOWN,
  LAST_FRAME,
  NEXT,
  OCTETS,
  PAYLOAD_TIME,
  RESENT_TIMES,
  RESUMED_AFTER,
  SEGMENTS,
  TIMESTAMP,
} from '../tracking/row-layout';
import { atPlace } from './areas';
import { addressesOf, isOnward, isReturn, portsOf } from './flow';
import { halfOf, lastTime } from './half';
import { i32at, u16at } from './octets';
import { BELIEVABLE_JUMP } from './ordinary';
import { ALIGNED_TIMESTAMPS, IPV4_HEADER, isIpv4, tcpAt, WITH_TIMESTAMPS, WITHOUT_OPTIONS } from './packet';
import { mayBeTold } from './payload';
import { writeSender } from './row-writes';
import { remember, signatureOf } from './signature';
import { codeOf, FIRST, LEFT_OUT } from './span-code';
import { columns, octets, own } from './state';

/** Of a row: its key is all of its flow, and nobody minds what it says. */
const ROW_ASKED: u32 = CONNECTION_IPV4 | CONNECTION_MINDED;
const SENDER_ASKED: u32 = HALF_SEEN | HALF_NEXT_FIRM | HALF_ACK_KNOWN | HALF_SPOKE | HALF_WINDOW_KNOWN | HALF_FIN;
const SENDER: u32 = SENDER_ASKED & ~HALF_FIN;
/** With a FIN before it, payload may be the first of a connection that was under way: then nobody knows what was before it. */
const RECEIVER_ASKED: u32 = HALF_NEXT_FIRM | HALF_FIN;
/** The octets of data offset and flags as they lie there: no option, or timestamps alone; ACK, without FIN, SYN and RST. */
const OFFSET_AND_FLAGS: u32 = 0x17f0;
const SHAPE_BARE: u32 = 0x1050;
const SHAPE_WITH_TIMESTAMPS: u32 = 0x1080;

/** Takes the chosen frames from this number on, and below `end`, until one that is none of these: its number. */
export function takeUsual(from: u32, end: u32, before: u32): u32 {
  // As locals, or each would be read again for every frame.
  const noted = own;
  const all = columns;
  const base = octets;
  for (let number = from; number < end; number++) {
    const place = <usize>load<u16>(noted + (<usize>number << 1), OWN_PLACES);
    const column = all + (place << 2);
    const packet = load<u32>(column, PACKETS);
    // Not plain, or of a VLAN.
    if (packet >= <u32>OF_VLAN) return number;
    const ip = base + packet;
    if (!isIpv4(ip)) return number;
    const ahead = load<u32>(noted + (<usize>number << 2), AHEAD);
    if (ahead == 0) return number;
    const at = atPlace(ahead - 1);
    const flags = load<u32>(at, CONNECTION_FLAGS);
    if ((flags & ROW_ASKED) != CONNECTION_IPV4) return number;

    // The row is a hint: is it this flow's, and which way does the packet go?
    const addresses = addressesOf(ip, true);
    const ports = portsOf(ip, true);
    const isBack = !isOnward(at, addresses, ports);
    if (i32(isBack) & i32(!isReturn(at, addresses, ports))) return number;
    const half = halfOf(at, isBack);
    const peer = halfOf(at, !isBack);

    // Who they are, and how long nobody spoke.
    const sender = <u32>load<u16>(half, HALF_FLAGS);
    if ((sender & SENDER_ASKED) != SENDER) return number;
    const receiver = <u32>load<u16>(peer, HALF_FLAGS);
    if ((receiver & RECEIVER_ASKED) != HALF_NEXT_FIRM) return number;
    if (load<u16>(peer, RESENT_TIMES) != 0) return number;
    const time = load<f64>(all + (place << 3), TIMES);
    const longest = min<u32>(flags >>> 24, codeOf(<f64>RESUMED_AFTER));
    if (!isShorter(time - lastTime(at), longest)) return number;

    // What is said: in order, something new, and nothing that wants to be looked at.
    const tcp = tcpAt(ip, true);
    const word = load<u32>(tcp, 12);
    const shape = word & OFFSET_AND_FLAGS;
    let timestamps: usize = 0;
    let header: u32 = WITHOUT_OPTIONS;
    if (shape == SHAPE_WITH_TIMESTAMPS) {
      if (load<u32>(tcp, 20) != ALIGNED_TIMESTAMPS) return number;
      timestamps = tcp + 24;
      header = WITH_TIMESTAMPS;
      if ((sender & HALF_TIMESTAMP_KNOWN) == 0) return number;
      if (i32at(timestamps) - load<i32>(half, TIMESTAMP) < 0) return number;
    } else if (shape != SHAPE_BARE) return number;
    const sequence = i32at(tcp + 4);
    if (sequence != load<i32>(half, NEXT)) return number;
    const acknowledgment = i32at(tcp + 8);
    const acknowledged = acknowledgment - load<i32>(half, ACKNOWLEDGED);
    if (<u32>acknowledged > <u32>BELIEVABLE_JUMP) return number;
    if (acknowledgment - load<i32>(peer, NEXT) > 0) return number;
    const length = u16at(ip + 2) - <u32>IPV4_HEADER - header;
    let news: u32 = 0;
    if (length == 0) {
      if (acknowledged == 0) return number;
    } else {
      if (length == 1) return number;
      if (!isShorter(time - load<f64>(at, PAYLOAD_TIME), longest)) return number;
      const sent = load<u32>(half, OCTETS);
      const sum = sent + length;
      if (sum < sent) return number;
      const payload = tcp + header;
      if (mayBeTold(payload, min<usize>(base + <usize>load<u32>(column, ENDS), payload + length), length)) return number;
      news = HALF_LAST_WAS_DATA | HALF_LEAP;
      store<i32>(half, sequence + length, NEXT);
      store<u32>(half, sum, OCTETS);
      store<f64>(at, time, PAYLOAD_TIME);
    }

    // As row-writes.ts.
    store<i32>(half, acknowledgment, ACKNOWLEDGED);
    store<u16>(peer, <u16>(receiver & ~select<u32>(HALF_RESUMED, 0, acknowledged != 0)), HALF_FLAGS);
    const window = u16at(tcp + 14);
    news |= writeSender(half, window, timestamps);
    const signature = signatureOf(ip, true, sequence, acknowledgment, (word >>> 8) & 0xff, window, length, timestamps);
    remember(half, (sender & ~(HALF_LAST_WAS_DATA | HALF_DISCOUNTED)) | news, time, signature);
    store<f64>(half, time, HALF_TIME);
    const side: u32 = select<u32>(CONNECTION_LAST_OF_RESPONDER, 0, isBack);
    store<u32>(at, (flags & ~CONNECTION_LAST_OF_RESPONDER) | side, CONNECTION_FLAGS);
    store<u32>(at, load<u32>(at, SEGMENTS) + 1, SEGMENTS);
    store<u32>(at, before + <u32>place + 1, LAST_FRAME);
  }
  return end;
}

/**
 * Whether the span, ns, is not below 0 and has a smaller code than this one, by its highest bits. None has where it is 0: then what
 * it is compared with is shorter than all codes, or not known, as the time without payload is before the first.
 */
@inline
function isShorter(span: f64, code: u32): bool {
  return <u32>(reinterpret<u64>(span) >>> LEFT_OUT) < select<u32>(code + <u32>FIRST, 0, code != 0);
}
