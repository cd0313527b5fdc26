/** One function a call of protocol.ts: arguments to octets, the call itself, and what it left behind as plain values. */
import {
  AF_INET,
  MESSAGE_FLAGS,
  MSG_NOSIGNAL,
  OPTIONS,
  SHUTDOWNS,
  SOCK_CLOEXEC,
  SOCK_STREAM,
} from './constants.ts';
import * as libc from './libc.ts';
import type { CallName, Calls } from './protocol.ts';

/** A call with its arguments converted: makes it, and afterwards reads what it left. */
interface Prepared<Value> {
  make(): number;
  /** Only asked for where the call did not fail. */
  value(returned: number): Value;
  /** In place of a value where it failed. */
  none: Value;
}

/** Prepares each call. */
export const CALLS: { [Name in CallName]: (...args: Calls[Name]['args']) => Prepared<Calls[Name]['value']> } =
  {
    socket: () => plain(() => libc.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
    bind: (fd, address, port) => {
      const name = socketName(address, port);
      return plain(() => libc.bind(fd, name, name.length));
    },
    listen: (fd, backlog) => plain(() => libc.listen(fd, backlog)),
    accept4: (fd) => named((name, length) => libc.accept4(fd, name, length, SOCK_CLOEXEC)),
    connect: (fd, address, port) => {
      const name = socketName(address, port);
      return plain(() => libc.connect(fd, name, name.length));
    },
    send: (fd, data, flags) => {
      const octets = Buffer.from(data, 'base64');
      const bits = MSG_NOSIGNAL | bitsOf(flags, MESSAGE_FLAGS);
      return plain(() => libc.send(fd, octets, octets.length, bits));
    },
    recv: (fd, length, flags) => {
      const octets = Buffer.alloc(length);
      const bits = bitsOf(flags, MESSAGE_FLAGS);
      return {
        make: () => libc.recv(fd, octets, length, bits),
        value: (returned) => octets.toString('base64', 0, returned),
        none: null,
      };
    },
    shutdown: (fd, how) => plain(() => libc.shutdown(fd, SHUTDOWNS[how])),
    close: (fd) => plain(() => libc.close(fd)),
    setsockopt: (fd, option, numbers) => {
      const [level, name] = OPTIONS[option];
      const value = Int32Array.from(numbers);
      return plain(() => libc.setsockopt(fd, level, name, value, value.byteLength));
    },
    getsockopt: (fd, option) => {
      const [level, name, offset = 0] = OPTIONS[option];
      const value = new Int32Array(offset / 4 + 1);
      const length = Uint32Array.of(value.byteLength);
      return {
        make: () => libc.getsockopt(fd, level, name, value, length),
        value: () => value.at(-1) ?? 0,
        none: null,
      };
    },
    getsockname: (fd) => named((name, length) => libc.getsockname(fd, name, length)),
    select: (fd, ready, timeout) => {
      // fd_set: one bit for each of 1,024 descriptors.
      const set = Buffer.alloc(128);
      set[fd >> 3] = 1 << (fd & 7);
      const limit = timeout < 0 ? null : libc.longs(Math.trunc(timeout), Math.round((timeout % 1) * 1e6));
      const [readable, writable] = ready === 'readable' ? [set, null] : [null, set];
      return {
        make: () => libc.select(fd + 1, readable, writable, null, limit),
        value: (returned) => returned > 0,
        none: false,
      };
    },
  };

function plain(make: () => number): Prepared<null> {
  return { make, value: () => null, none: null };
}

function named(make: (name: Buffer, length: Uint32Array) => number): Prepared<string | null> {
  const name = Buffer.alloc(16);
  const length = Uint32Array.of(name.length);
  return { make: () => make(name, length), value: () => endpoint(name), none: null };
}

/** struct sockaddr_in: family in host order, port and address in network order. */
function socketName(address: string, port: number): Buffer {
  const name = Buffer.alloc(16);
  name.writeUInt16LE(AF_INET, 0);
  name.writeUInt16BE(port, 2);
  name.set(address.split('.').map(Number), 4);
  return name;
}

function endpoint(name: Buffer): string {
  return `${[...name.subarray(4, 8)].join('.')}:${name.readUInt16BE(2)}`;
}

function bitsOf(names: readonly string[], bits: Readonly<Record<string, number>>): number {
  return names.reduce((all, name) => all | (bits[name] ?? 0), 0);
}
