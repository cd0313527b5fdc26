/** Questions to databases and name servers, and what they answer. At least 4 octets are captured. */

/** PostgreSQL protocol 3.0: a letter, then a length that fits. */
export function isPostgres(view: DataView, at: number, captured: number, length: number): boolean {
  if (captured < 5) return false;
  const octets = view.getUint32(at + 1);
  return octets >= 4 && octets < length;
}

/** A command of MySQL other than COM_PING: 3 octets of length, low first, packet 0, and the command. */
export function isMysql(view: DataView, at: number, captured: number, length: number): boolean {
  if (captured < 5 || view.getUint8(at + 3) !== 0) return false;
  const octets = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  const command = view.getUint8(at + 4);
  return octets === length - 4 && octets > 1 && command >= 0x02 && command <= 0x1f && command !== 0x0e;
}

/** MS-TDS §2.2.3.1: a packet of SQL, a procedure call or their result (types 1, 3, 4), of one packet or the last of some. */
export function isSqlServer(view: DataView, at: number, length: number): boolean {
  return length > 8 && view.getUint8(at + 1) <= 1 && view.getUint16(at + 2) === length;
}

/** Oracle Net: a packet of type 6, data; its length has two octets, or four since version 315, and no checksum. */
export function isOracle(view: DataView, at: number, captured: number, length: number): boolean {
  if (captured < 8 || view.getUint8(at + 4) !== 6 || view.getUint16(at + 6) !== 0) return false;
  return view.getUint32(at) === length || view.getUint32(at) === length * 0x1_0000;
}

/** MongoDB wire protocol: the length, low octet first, and OP_MSG, OP_QUERY or OP_REPLY. */
export function isMongo(view: DataView, at: number, captured: number, length: number): boolean {
  if (captured < 16 || view.getUint32(at, true) !== length) return false;
  const operation = view.getUint32(at + 12, true);
  return operation === 2013 || operation === 2004 || operation === 1;
}

/** CQL of Cassandra, versions 3 to 5: QUERY, PREPARE, EXECUTE or BATCH. Its drivers keep a connection with OPTIONS. */
export function isCassandra(view: DataView, at: number, captured: number, length: number): boolean {
  if (captured < 9 || view.getUint32(at + 5) !== length - 9) return false;
  const operation = view.getUint8(at + 4);
  return operation === 0x07 || operation === 0x09 || operation === 0x0a || operation === 0x0d;
}

/** RFC 1035 §4.1.1, §4.2.2: a length that fits, a standard query of one question, and the label that begins it. */
export function isDns(view: DataView, at: number, captured: number, length: number): boolean {
  if (captured < 15 || view.getUint16(at) !== length - 2 || view.getUint16(at + 6) !== 1) return false;
  return (view.getUint16(at + 4) & 0x7840) === 0 && view.getUint8(at + 14) <= 63;
}
