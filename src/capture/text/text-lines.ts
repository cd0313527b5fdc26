/**
 * Octets to lines, block by block. UTF-8, or UTF-16 where the text begins with its mark (what a Windows shell writes).
 * A line that does not end within LONGEST_LINE octets is cut there: no listing has such lines.
 */
import type { OctetWindow } from '../octet-window.ts';

const LONGEST_LINE = 64 * 1024;
const LINE_FEED = 0x0a;

type Encoding = 'utf8' | 'utf16le';

export class TextLines {
  private readonly window: OctetWindow;
  private encoding: Encoding | null = null;
  private hasEnded = false;

  constructor(window: OctetWindow) {
    this.window = window;
  }

  /** The whole lines of the next block; null at the end. The octets that they take stay unread in the window until then. */
  async next(): Promise<string[] | null> {
    const { window } = this;
    if (this.hasEnded) return null;
    let wanted = 1;
    while (await window.demand(wanted)) {
      const octets = octetsOf(window);
      this.encoding ??= encodingOf(octets);
      const end = this.lastLineEnd(octets);
      if (end > 0) return this.take(octets.subarray(0, end));
      if (octets.length >= LONGEST_LINE) return this.take(octets.subarray(0, LONGEST_LINE));
      wanted = octets.length + 1;
    }
    this.hasEnded = true;
    const rest = octetsOf(window);
    this.encoding ??= encodingOf(rest);
    return rest.length === 0 ? null : this.take(rest);
  }

  private take(octets: Uint8Array): string[] {
    const text = Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString(
      this.encoding ?? 'utf8',
    );
    this.window.start += octets.length;
    const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
    if (lines[lines.length - 1] === '') lines.pop();
    return lines;
  }

  /** Behind the last line feed; 0 where there is none. */
  private lastLineEnd(octets: Uint8Array): number {
    if (this.encoding === 'utf8') return octets.lastIndexOf(LINE_FEED) + 1;
    for (let at = (octets.length & ~1) - 2; at >= 0; at -= 2)
      if (octets[at] === LINE_FEED && octets[at + 1] === 0) return at + 2;
    return 0;
  }
}

function octetsOf({ view, start, end }: OctetWindow): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + start, end - start);
}

function encodingOf(octets: Uint8Array): Encoding {
  return octets[0] === 0xff && octets[1] === 0xfe ? 'utf16le' : 'utf8';
}
