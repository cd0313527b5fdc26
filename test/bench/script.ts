/** What all scripts of the generator share: what a script is, on which stage it is played, and the truth that it counts. */
import type { CaptureWriter, Sender } from './capture-writer.ts';
import type { Random } from './random.ts';

/** What the capture holds, counted as it is written. `acknowledged` are the probes whose answer was written too. */
export interface Truth {
  frames: number;
  tcpSegments: number;
  connections: number;
  probes: number;
  acknowledged: number;
}

/** Where everything is written, drawn from and counted. */
export interface Stage {
  writer: CaptureWriter;
  random: Random;
  truth: Truth;
}

/** The delays until the next frame, in microseconds. */
export type Script = Generator<number, void, void>;

export const MILLISECOND = 1000;
export const SECOND = 1_000_000;

/** One sender in sixteen begins within 64 KiB of the end of the sequence space, so that connections wrap. */
export function createSender(host: number, port: number, random: Random): Sender {
  const next = random.chance(6) ? 0xffff_ffff - random.between(0, 0xffff) : random.word();
  return { host, port, next, ipId: random.word() & 0xffff, clock: random.word(), echo: 0 };
}

/** Linux timers fire late by up to a tick, here of 250 Hz. */
export function timerLateness(random: Random): number {
  return random.between(0, 4 * MILLISECOND);
}
