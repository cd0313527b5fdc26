/**
 * The lines behind a packet that say nothing more of its headers: its octets (-x, -X, -xx, -XX), its octets as text (-A,
 * -AA), and what -v makes of its payload. All others were not understood.
 */

const HEXADECIMAL = /^\s*0x[\da-f]{4,8}:?\s/;
/** -A begins with the IP header: `E`, type of service, a total length below 8192; `\`` in IPv6. */
const BEGINS_ASCII = /^(?:E.\..|`...)/;
/** What cannot be printed is a dot: few other lines have so many. */
const DOTS = 0.35;
const SHORTEST = 6;

export class SurplusLines {
  /** The listing was made with -A: what follows a packet is its octets, in any form. */
  private isAscii = false;

  /** Whether the line is known for what it is. `isVerbose`: the packet before it was printed with -v. */
  isKnown(line: string, isVerbose: boolean): boolean {
    if (HEXADECIMAL.test(line)) return true;
    if (!this.isAscii) this.isAscii = BEGINS_ASCII.test(line) || isDotted(line);
    return this.isAscii || (isVerbose && /^\s/.test(line));
  }

  /** Another listing begins. */
  reset(): void {
    this.isAscii = false;
  }
}

function isDotted(line: string): boolean {
  if (line.length < SHORTEST) return false;
  let dots = 0;
  for (const letter of line) if (letter === '.') dots++;
  return dots >= line.length * DOTS;
}
