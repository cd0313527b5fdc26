/**
 * Payloads that ask for data, or bring some, in protocols that are polled: whatever the rhythm, these are no heartbeats.
 * A test costs a compare or two for most payloads.
 */

/** Whether the payload is a request of HTTP/1, SQL, Redis, Modbus, S7 or MongoDB. At least 4 octets are captured. */
export function isRequest(view: DataView, at: number, captured: number, length: number): boolean {
  const first = view.getUint8(at);
  switch (first) {
    case 0x47: // GET
    case 0x48: // HEAD
    case 0x50: // POST, PUT, PATCH; Parse of PostgreSQL
    case 0x44: // DELETE; Describe, DataRow
    case 0x4f: // OPTIONS
      return isHttp(view.getUint32(at)) || isPostgres(view, at, captured, length);
    case 0x51: // Query
    case 0x42: // Bind
    case 0x45: // Execute
    case 0x54: // RowDescription
    case 0x31: // ParseComplete
    case 0x32: // BindComplete
      return isPostgres(view, at, captured, length);
    case 0x2a: // An array of Redis: a command, or an answer of several values
    case 0x24: // A string of Redis
      return view.getUint8(at + 1) >= 0x30 && view.getUint8(at + 1) <= 0x39;
    case 0x03: // TPKT (RFC 1006): S7, and RDP
      if (view.getUint8(at + 1) === 0 && view.getUint16(at + 2) === length) return true;
      break;
    case 0x01: // Tabular Data Stream: a batch of SQL
      if (view.getUint8(at + 1) <= 1 && view.getUint16(at + 2) === length && length > 8) return true;
      break;
  }
  return (
    isMysql(view, at, captured, length) ||
    isModbus(view, at, captured, length) ||
    isMongo(view, at, captured, length)
  );
}

/** Whether requests begin with this octet; all others have 0 for their fourth. */
export function isRequestBeginning(octet: number): boolean {
  return BEGINNINGS.includes(octet);
}

/** By the first four octets. */
function isHttp(word: number): boolean {
  switch (word) {
    case 0x4745_5420: // `GET `
    case 0x4845_4144: // `HEAD`
    case 0x504f_5354: // `POST`
    case 0x5055_5420: // `PUT `
    case 0x5041_5443: // `PATC`
    case 0x4445_4c45: // `DELE`
    case 0x4f50_5449: // `OPTI`
      return true;
    default:
      return false;
  }
}

/** PostgreSQL protocol 3.0: a letter, then a length that fits. */
function isPostgres(view: DataView, at: number, captured: number, length: number): boolean {
  if (captured < 5) return false;
  const octets = view.getUint32(at + 1);
  return octets >= 4 && octets < length;
}

/** A command of MySQL other than COM_PING: 3 octets of length, low first, packet 0, and the command. */
function isMysql(view: DataView, at: number, captured: number, length: number): boolean {
  if (captured < 5 || view.getUint8(at + 3) !== 0) return false;
  const octets = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  const command = view.getUint8(at + 4);
  return octets === length - 4 && octets > 1 && command >= 0x02 && command <= 0x1f && command !== 0x0e;
}

/** MODBUS over TCP §3.1.3: protocol 0, the length of the rest, a unit and a function. */
function isModbus(view: DataView, at: number, captured: number, length: number): boolean {
  if (captured < 8 || view.getUint16(at + 2) !== 0 || view.getUint16(at + 4) !== length - 6) return false;
  const code = view.getUint8(at + 7) & 0x7f;
  return code >= 1 && code <= 0x2b && length >= 9;
}

/** MongoDB wire protocol: the length, low octet first, and OP_MSG, OP_QUERY or OP_REPLY. */
function isMongo(view: DataView, at: number, captured: number, length: number): boolean {
  if (captured < 16 || view.getUint32(at, true) !== length) return false;
  const operation = view.getUint32(at + 12, true);
  return operation === 2013 || operation === 2004 || operation === 1;
}

/** Those of the switch above. */
const BEGINNINGS: readonly number[] = [
  0x47, 0x48, 0x50, 0x44, 0x4f, 0x51, 0x42, 0x45, 0x54, 0x31, 0x32, 0x2a, 0x24, 0x03, 0x01,
];
