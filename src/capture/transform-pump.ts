/**
 * A transform of node:zlib between a source and who pulls, so that nothing that was decompressed is lost to a fault
 * and nothing is decompressed far ahead.
 */
import type { Transform } from 'node:stream';
import type { ZlibOptions } from 'node:zlib';

import { OctetFault, type OctetSource } from './octet-source.ts';

/**
 * A readable mark of 1 octet makes the transform wait until its output was taken before it goes on. So there is nothing
 * in its buffer when it finds a fault: a stream that is destroyed loses what is buffered.
 */
export const TRANSFORM_OPTIONS: ZlibOptions = {
  chunkSize: 256 * 1024,
  readableHighWaterMark: 1,
} as ZlibOptions;

/** What `transform` makes of the octets of `raw`; ends in an OctetFault where they are cut short or damaged. */
export async function* pump(raw: OctetSource, transform: Transform): AsyncGenerator<Uint8Array> {
  void feed(raw, transform);
  try {
    for await (const chunk of transform) yield chunk;
  } catch (cause) {
    if (cause instanceof OctetFault) throw cause;
    const isCut = (cause as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
    throw new OctetFault(isCut ? 'capture-cut-short' : 'broken-compression', { cause });
  } finally {
    transform.destroy();
  }
}

/**
 * zlib keeps back what it made of a piece in which it finds a fault. So the pieces are small against what went before:
 * a damaged file loses at most a sixty-fourth of its sound part, and the pieces are few all the same.
 */
async function feed(raw: OctetSource, transform: Transform): Promise<void> {
  const block = new Uint8Array(64 * 1024);
  let fed = 0;
  try {
    for (let count = await raw.read(block); count > 0; count = await raw.read(block)) {
      for (let at = 0; at < count; ) {
        const piece = block.subarray(at, Math.min(count, at + Math.max(16, fed >>> 6)));
        await write(transform, piece);
        if (transform.destroyed || transform.readableEnded) return;
        at += piece.length;
        fed = Math.min(fed + piece.length, 2 ** 30);
      }
    }
    transform.end();
  } catch (cause) {
    transform.destroy(cause instanceof OctetFault ? cause : new OctetFault('read-failed', { cause }));
  }
}

/** Comes back when the transform took the piece in, or will take no more (zeros after the last gzip member). */
function write(transform: Transform, piece: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      transform.off('close', done);
      resolve();
    };
    transform.once('close', done);
    transform.write(piece, done);
  });
}
