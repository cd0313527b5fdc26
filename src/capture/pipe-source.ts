/**
 * A named pipe, as octets that come when they come. Not read as files are: there a thread waits inside the system call
 * until somebody writes, and neither a signal nor the end of the program gets it out of it.
 */
import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';

import { ChunkSource, FileSource, type OctetSource } from './octet-source.ts';

/** The octets of the pipe at `path`, until its end or the signal. */
export function openPipe(path: string | Buffer, signal: AbortSignal | undefined): OctetSource {
  // Where nobody has opened the other end yet, Linux waits for it (fifo(7), poll(2)); others report the end of the pipe.
  if (process.platform !== 'linux') return new FileSource(path, null);
  return new ChunkSource(octetsOf(path, signal));
}

async function* octetsOf(path: string | Buffer, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const socket = new Socket({ fd: descriptor, readable: true, writable: false });
  if (signal !== undefined) addAbortSignal(signal, socket);
  try {
    for await (const chunk of socket) yield chunk;
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  } finally {
    socket.destroy();
  }
}
