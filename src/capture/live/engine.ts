/** What the supervisor knows of an engine: how it is called, and what it says of the frames that were lost. */
import type { EngineName } from './notice.ts';

/** What is captured. */
export interface CaptureWish {
  interface: string;
  /** A pcap filter; empty for every frame. */
  filter: string;
  /** By the user, not by default. */
  isFilterGiven: boolean;
  /** Octets kept of each frame. */
  snaplen: number;
}

export interface Engine {
  readonly name: EngineName;
  /** The command by which the program writes a capture stream to its standard output. */
  command(program: string, wish: CaptureWish): [file: string, ...args: string[]];
  /** The program ends by itself when its standard input is closed. */
  readonly endsWithStdin: boolean;
  /** A signal on which it tells its counters on standard error; null where it has none. */
  readonly countersSignal: NodeJS.Signals | null;
  /** Frames that the kernel dropped, from the beginning, where the line tells; else null. */
  kernelDrops(line: string): number | null;
  /** Frames that the engine itself dropped since it last said so, where the line tells; else null. */
  ownDrops(line: string): number | null;
}
