/**
 * The application heartbeat of the articles: a message of a type, 32 bits in network order, and 1,024 octets. TCP carries
 * a stream of octets, so one recv may give half a message, or two.
 */
import { randomFillSync } from 'node:crypto';

export const PING = 1;
export const PONG = 2;

const TYPE_OCTETS = 4;
export const MESSAGE_OCTETS: number = TYPE_OCTETS + 1024;

/** A message, filled with octets that mean nothing. */
export function heartbeatMessage(type: number): Buffer {
  const message = randomFillSync(Buffer.alloc(MESSAGE_OCTETS));
  message.writeUInt32BE(type, 0);
  return message;
}

/** Makes messages of what recv gives. */
export class MessageReader {
  #rest: Buffer = Buffer.alloc(0);

  /** The types of the messages that are whole now. */
  take(octets: Buffer): number[] {
    this.#rest = Buffer.concat([this.#rest, octets]);
    const types: number[] = [];
    while (this.#rest.length >= MESSAGE_OCTETS) {
      types.push(this.#rest.readUInt32BE(0));
      this.#rest = this.#rest.subarray(MESSAGE_OCTETS);
    }
    return types;
  }
}
