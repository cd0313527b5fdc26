/**
 * SIGINT, SIGTERM and SIGHUP while captures are read. The first one asks to stop reading, so that what was read is still
 * reported; the second one ends the program at once.
 */

import { KeepscopeError } from '../errors.ts';

/** Shells' 128 + SIGINT. */
export const INTERRUPTED = 130;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Signals that are being listened to. */
export interface Interrupt {
  /** Fires at the first signal. */
  readonly signal: AbortSignal;
  /** From now on a signal does what it does by default. */
  release(): void;
}

/** What reading failed with; where a signal came before, that is the cause. */
export function failureOfReading(error: unknown, { signal }: Interrupt): unknown {
  return signal.aborted ? interruption(error) : error;
}

/** Thrown where a signal came before there was anything to give. */
export function interruption(cause?: unknown): KeepscopeError {
  return new KeepscopeError('interrupted', 'it was interrupted', 'Run it again.', { cause });
}

export function isInterruption(error: unknown): boolean {
  return error instanceof KeepscopeError && error.code === 'interrupted';
}

/** Starts listening. */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  const stop = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) endAtOnce(signal);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of SIGNALS) process.off(signal, stop);
    },
  };
}

/**
 * Ends as the signal does by default. process.exit() would wait for every read that has begun, and one of a disk or a
 * server that hangs never ends.
 */
export function endAtOnce(signal: NodeJS.Signals): void {
  // What exit listeners take away (files written aside, a hidden cursor) must not stay.
  process.emit('exit', INTERRUPTED);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
