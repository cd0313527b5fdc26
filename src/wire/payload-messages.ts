/**
 * Messages that bring data in protocols with heartbeats of their own. What is published in a rhythm, and confirmed, looks
 * like a heartbeat where none of these was due. At least 4 octets are captured.
 */

/** MQTT 3.1.1 §3.3: PUBLISH, by the length of the rest and of the topic. */
export function isPublish(view: DataView, at: number, captured: number, length: number): boolean {
  let name = at + 1;
  let rest = 0;
  // §2.2.3: seven bits an octet, the low ones first.
  for (let bits = 0; bits < 28 && name < at + captured; bits += 7) {
    const octet = view.getUint8(name++);
    rest |= (octet & 0x7f) << bits;
    if ((octet & 0x80) === 0) break;
  }
  if (name + 2 > at + captured || rest !== length - (name - at)) return false;
  const topic = view.getUint16(name);
  return topic > 0 && topic + 2 <= rest;
}

/** AMQP 0-9-1 §2.3.5: a method of class basic, which publishes, delivers or acknowledges. */
export function isAmqpMessage(view: DataView, at: number, captured: number, length: number): boolean {
  return captured >= 9 && view.getUint32(at + 3) <= length - 8 && view.getUint16(at + 7) === 60;
}

/** AMQP 1.0 §2.3: a frame that is not empty, with a described performative. */
export function isAmqpTransfer(view: DataView, at: number, captured: number, length: number): boolean {
  if (captured < 10 || view.getUint32(at) > length || view.getUint16(at + 4) !== 0x0200) return false;
  return view.getUint16(at + 8) === 0x0053;
}

/** RFC 6733 §3: a message of Diameter, which is no watchdog. */
export function isDiameter(view: DataView, at: number, length: number): boolean {
  return length >= 20 && (length & 3) === 0 && (view.getUint32(at) & 0xff_ffff) === length;
}

/** RFC 9113 §6.2: a request or response of a stream. DATA alone may be a heartbeat of gRPC streams (leases of etcd). */
export function isHttp2Headers(view: DataView, at: number, captured: number, length: number): boolean {
  if (captured < 9 || view.getUint8(at + 3) !== 1 || view.getInt32(at + 5) <= 0) return false;
  const behind = length - 9 - (view.getUint32(at) >>> 8);
  return (behind === 0 || behind >= 9) && (view.getUint8(at + 4) & 0xd2) === 0;
}
