/**
 * The program of the engine `cap`: node cap-child.js WISH. The addon lives in a process of its own because cap 0.2.1
 * ends its process (SIGABRT, an assertion in binding.cc) when the interface goes down or away, which is exactly the
 * moment that is of interest. Standard output is a capture stream; it ends when standard input does, or at SIGTERM.
 *
 * With --check instead of a wish it only says, by its status, whether the addon loads.
 */
import { createRequire } from 'node:module';

import { CapOutput, say } from './cap-output.ts';
import type { CaptureWish } from './engine.ts';

/** The part of the addon that is used (its README). */
interface Cap {
  /** Gives the link type as text. Throws libpcap's words. */
  open(device: string, filter: string, bufferOctets: number, frame: Buffer): string;
  setMinBytes?(octets: number): void;
  on(event: 'packet', take: (octets: number) => void): void;
  close(): void;
}

/** The addon captures whole frames, at most this long, whatever the snaplen. */
const FRAME_OCTETS = 65_535;
/** The kernel's buffer: 512 slots of the longest frame. */
const BUFFER_OCTETS = 32 * 1024 * 1024;

/** By the addon's names (binding.cc), LINKTYPE_ values (pcap-linktype(7)). */
const LINK_TYPES: Readonly<Record<string, number>> = {
  NULL: 0,
  ETHERNET: 1,
  IEEE802_11_RADIO: 127,
  LINKTYPE_LINUX_SLL: 113,
  RAW: 101,
};

const [argument = ''] = process.argv.slice(2);
const { Cap } = createRequire(import.meta.url)('cap') as { Cap: new () => Cap };
if (argument !== '--check') capture(JSON.parse(argument) as CaptureWish);

function capture({ interface: name, filter, snaplen }: CaptureWish): void {
  const cap = new Cap();
  const frame = Buffer.alloc(FRAME_OCTETS);
  let linkType: string;
  try {
    linkType = cap.open(name, filter, BUFFER_OCTETS, frame);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
  cap.setMinBytes?.(0);
  const output = new CapOutput(linkTypeOf(linkType), snaplen);
  cap.on('packet', (octets) => output.take(frame, octets));
  const stop = (): void => {
    cap.close();
    output.finish();
  };
  process.on('SIGTERM', stop);
  process.stdin.on('end', stop).on('error', stop).resume();
}

/** `Unknown linktype N` names a DLT_ value, which is the same number for nearly all. */
function linkTypeOf(name: string): number {
  return LINK_TYPES[name] ?? Number(/\d+$/.exec(name)?.[0]);
}
