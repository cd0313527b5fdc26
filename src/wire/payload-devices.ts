/** Polls of field devices, and what they report. At least 4 octets are captured. */

/** MODBUS over TCP §3.1.3: protocol 0, the length of the rest, a unit and a function. */
export function isModbus(view: DataView, at: number, captured: number, length: number): boolean {
  if (captured < 8 || view.getUint16(at + 2) !== 0 || view.getUint16(at + 4) !== length - 6) return false;
  const code = view.getUint8(at + 7) & 0x7f;
  return code >= 1 && code <= 0x2b && length >= 9;
}

/** TPKT (RFC 1006 §6): S7, MMS, RDP. */
export function isTpkt(view: DataView, at: number, length: number): boolean {
  return view.getUint8(at + 1) === 0 && view.getUint16(at + 2) === length;
}

/** ODVA EtherNet/IP §2-3: a length that fits the header of 24 octets, low octet first, and status 0. */
export function isEtherNetIp(view: DataView, at: number, captured: number, length: number): boolean {
  if (captured < 12 || view.getUint8(at + 1) !== 0) return false;
  return view.getUint16(at + 2, true) === length - 24 && view.getUint32(at + 8) === 0;
}

/** Information of IEC 60870-5-104 (format I), and user data of DNP3 (IEEE 1815 §9.2.4), which tests its link otherwise. */
export function isFieldData(view: DataView, at: number, captured: number, length: number): boolean {
  const second = view.getUint8(at + 1);
  if (view.getUint8(at) === 0x68) {
    const isWhole =
      second === length - 2 || (second + 2 < captured && view.getUint8(at + second + 2) === 0x68);
    return isWhole && (view.getUint8(at + 2) & 1) === 0;
  }
  const operation = view.getUint8(at + 3) & 0x0f;
  return second === 0x64 && (operation === 3 || operation === 4);
}
