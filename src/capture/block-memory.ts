/** Where the blocks of a capture lie that are in memory. */

/** Memory for blocks of captures, where whoever analyzes them wants to have them. */
export interface BlockMemory {
  /** Whether who reads had better fill blocks himself, when he wants them, than have another thread do so ahead. */
  readonly fillsAtOnce: boolean;
  /** A block of at least so many octets, whatever they are. Throws a LostReader where it would wait for one in vain. */
  lend(octets: number): Uint8Array;
  /** Nothing more is read of the block in the thread that calls this. */
  takeBack(block: Uint8Array): void;
}

/** Who was to be done with some frames has failed, or is gone. What of is told elsewhere. */
export class LostReader extends Error {
  override readonly name: string = 'LostReader';

  constructor() {
    super('a thread of the analysis has stopped');
  }
}

/** Blocks that no other thread reads: the one that came back last is lent again. */
export class OwnMemory implements BlockMemory {
  readonly fillsAtOnce = false;
  #spare: Uint8Array | null = null;

  lend(octets: number): Uint8Array {
    const spare = this.#spare;
    this.#spare = null;
    return spare !== null && spare.length >= octets ? spare : new Uint8Array(octets);
  }

  takeBack(block: Uint8Array): void {
    this.#spare = block;
  }
}
