/**
 * The farewells that are TLS records of application data, by their lengths: all that shows. Functions of numbers alone, which
 * are compiled as AssemblyScript too.
 */

/** Longer payloads are none. */
export const LONGEST_FAREWELL_OF_TLS = 77;

/** close_notify of TLS 1.3: header, alert, content type, tag (RFC 8446 §5.2). */
export const CLOSE_NOTIFY = 24;
/** GOAWAY of HTTP/2 with no more to say (RFC 9113 §6.8): 17 octets, as TLS 1.3 and TLS 1.2 with AES-GCM seal them. */
const GOAWAY = 39;
const GOAWAY_1_2 = 46;
/** Both in one segment; the close_notify of TLS 1.2 takes 31 octets. */
const BOTH = 63;

/** Whether so many octets of application data may be one. */
export function isFarewellOfTls(length: number): boolean {
  return (
    length === CLOSE_NOTIFY ||
    length === GOAWAY ||
    length === GOAWAY_1_2 ||
    length === BOTH ||
    length === LONGEST_FAREWELL_OF_TLS
  );
}
