/**
 * Where -v has printed the segment: the header of IPv4 ends its line, and what is in it follows on the next one, indented
 * (print-ip.c, ip_print()). In a tunnel, the headers stand below each other.
 *
 *     IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length 52)
 *         10.0.0.1.40000 > 10.0.0.2.443: Flags [.], ack 2000, win 501, options [nop,nop,TS [|tcp]>
 */

/** Behind the length there may be options, or a bad checksum. A later fragment has no segment. */
const HEADER = /\boffset 0, flags \[[^\]]{0,20}\], proto TCP \(6\), length \d/;
/** Lines of headers and of what announces them. */
const MOST_LINES = 6;

/** How many further lines it takes to the first of the segment; null where no header of -v announces TCP. */
export function verboseSegment(text: string, more: readonly string[]): number | null {
  let headers = text;
  for (let at = 0; at < MOST_LINES; at++) {
    const next = more[at];
    if (headers.endsWith(')') && HEADER.test(headers)) return isIndented(next) ? at + 1 : at;
    if (next === undefined) return null;
    headers += ` ${next.trim()}`;
  }
  return null;
}

function isIndented(line: string | undefined): boolean {
  return line !== undefined && /^\s+(?!0x[\da-f]{4}:)\S/.test(line);
}
