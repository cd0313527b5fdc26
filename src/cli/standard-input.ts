/** Standard input as octets that end when the signal fires, so that a stream without an end can be interrupted. */
import { addAbortSignal } from 'node:stream';

/** The octets of `stdin` until its end or the signal. */
export async function* octetsUntil(
  signal: AbortSignal,
  stdin: NodeJS.ReadStream,
): AsyncGenerator<Uint8Array> {
  addAbortSignal(signal, stdin);
  try {
    for await (const chunk of stdin) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
