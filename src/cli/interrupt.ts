/**
 * SIGINT and SIGTERM while captures are read. The first one asks to stop reading, so that what was read is still
 * reported; the second one ends the program at once.
 */

/** Shells' 128 + SIGINT. */
export const INTERRUPTED = 130;

/** Signals that are being listened to. */
export interface Interrupt {
  /** Fires at the first signal. */
  readonly signal: AbortSignal;
  /** From now on a signal does what it does by default. */
  release(): void;
}

/** Starts listening. */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
