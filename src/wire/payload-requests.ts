/**
 * Payloads that ask for data, or bring some, in protocols that are polled or published to: whatever the rhythm, these are no
 * heartbeats. A test costs a compare or two for most payloads.
 */
import { isEtherNetIp, isFieldData, isModbus, isTpkt } from './payload-devices.ts';
import { isAmqpMessage, isAmqpTransfer, isDiameter, isHttp2Headers, isPublish } from './payload-messages.ts';
import * as queries from './payload-queries.ts';

/** Whether the payload is such a one. At least 4 octets are captured. */
export function isRequest(view: DataView, at: number, captured: number, length: number): boolean {
  const first = view.getUint8(at);
  switch (first) {
    case 0x00:
      if (isHttp2Headers(view, at, captured, length) || isAmqpTransfer(view, at, captured, length))
        return true;
      if (queries.isDns(view, at, captured, length) || queries.isOracle(view, at, captured, length))
        return true;
      break;
    case 0x01:
      if (isAmqpMessage(view, at, captured, length) || isDiameter(view, at, length)) return true;
      if (queries.isSqlServer(view, at, length)) return true;
      break;
    case 0x03:
      if (isTpkt(view, at, length) || queries.isSqlServer(view, at, length)) return true;
      if (queries.isCassandra(view, at, captured, length)) return true;
      break;
    case 0x04:
      if (queries.isSqlServer(view, at, length) || queries.isCassandra(view, at, captured, length))
        return true;
      break;
    case 0x05:
      if (isFieldData(view, at, captured, length) || queries.isCassandra(view, at, captured, length))
        return true;
      break;
    case 0x68:
      if (isFieldData(view, at, captured, length)) return true;
      break;
    case 0x6f: // SendRRData
    case 0x70: // SendUnitData
      if (isEtherNetIp(view, at, captured, length)) return true;
      break;
    case 0x53: // SELECT, in protocols that are text
    case 0x73:
      return (view.getUint32(at) | 0x2020_2020) === 0x7365_6c65;
    case 0x47: // GET
    case 0x48: // HEAD
    case 0x50: // POST, PUT, PATCH; Parse of PostgreSQL
    case 0x44: // DELETE; Describe, DataRow
    case 0x4f: // OPTIONS
      return isHttp(view.getUint32(at)) || queries.isPostgres(view, at, captured, length);
    case 0x51: // Query
    case 0x42: // Bind
    case 0x45: // Execute
    case 0x54: // RowDescription
    case 0x32: // BindComplete
      if (queries.isPostgres(view, at, captured, length)) return true;
      break;
    case 0x2a: // An array of Redis: a command, or an answer of several values
    case 0x24: // A string of Redis
      return view.getUint8(at + 1) >= 0x30 && view.getUint8(at + 1) <= 0x39;
    case 0x67: // memcached: `get `, `gets`
      return (view.getUint32(at) & 0xffff_ff00) === 0x6765_7400;
    case 0x31: // ParseComplete
      if (queries.isPostgres(view, at, captured, length)) return true;
      break;
  }
  if ((first & 0xf0) === 0x30 && isPublish(view, at, captured, length)) return true;
  // All others have a small number, low octet first, or 0 here.
  if (view.getUint8(at + 3) !== 0) return false;
  return (
    queries.isMysql(view, at, captured, length) ||
    isModbus(view, at, captured, length) ||
    queries.isOracle(view, at, captured, length) ||
    queries.isMongo(view, at, captured, length)
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

/** Those of the switch above, and of publishing. */
const BEGINNINGS: readonly number[] = [
  ...[0x00, 0x01, 0x03, 0x04, 0x05, 0x24, 0x2a, 0x42, 0x44, 0x45, 0x47, 0x48, 0x4f],
  ...[0x50, 0x51, 0x53, 0x54, 0x67, 0x68, 0x6f, 0x70, 0x73],
  ...Array.from({ length: 16 }, (_, bits) => 0x30 | bits),
];
