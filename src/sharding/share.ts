/** Which flows are whose: the hash of a flow says which of PARTS it is in, and each part belongs to one thread. */

export const PARTS = 256;

/** The parts of the flows that one thread has. */
export class Share {
  /** How many. */
  readonly parts: number;
  /** By part: 1 where it is of the share. */
  readonly held: Uint8Array;

  /** `owns`: by part. */
  constructor(owns: (part: number) => boolean) {
    this.held = Uint8Array.from({ length: PARTS }, (_, part) => (owns(part) ? 1 : 0));
    this.parts = this.held.reduce((sum, one) => sum + one, 0);
  }

  holds(flowHash: number): boolean {
    return this.held[flowHash >>> 24] === 1;
  }
}

/** All flows. */
export const EVERYTHING: Share = new Share(() => true);

/** What share of the work reading is, which only the first thread does; an estimate. */
const READING = 0.16;

/** The shares of so many threads. The first one reads for all and has fewer flows; the others have as many as one another. */
export function sharesOf(threads: number): Share[] {
  const own = Math.round(PARTS * Math.max(0, (1 / threads - READING) / (1 - READING)));
  const shares = [new Share((part) => part < own)];
  for (let worker = 0; worker < threads - 1; worker++)
    shares.push(new Share((part) => part >= own && part % (threads - 1) === worker));
  return shares;
}
