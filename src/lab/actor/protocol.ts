/** What an actor and the lab say to each other: one JSON value a line, in either direction. */

/** The calls of libc that an actor can make: their arguments, and what they give besides the returned number. */
export interface Calls {
  socket: { args: []; value: null };
  bind: { args: [fd: number, address: string, port: number]; value: null };
  listen: { args: [fd: number, backlog: number]; value: null };
  /** `value` is the peer's address and port. */
  accept4: { args: [fd: number]; value: string | null };
  connect: { args: [fd: number, address: string, port: number]; value: null };
  /** The data in base64. `flags` are names such as MSG_DONTWAIT. */
  send: { args: [fd: number, data: string, flags: readonly string[]]; value: null };
  /** `value` is what was received, in base64. */
  recv: { args: [fd: number, length: number, flags: readonly string[]]; value: string | null };
  shutdown: { args: [fd: number, how: 'SHUT_RD' | 'SHUT_WR' | 'SHUT_RDWR']; value: null };
  close: { args: [fd: number]; value: null };
  /** Numbers as the option wants them: one, or two for SO_LINGER (on, seconds). */
  setsockopt: { args: [fd: number, option: SocketOption, numbers: readonly number[]]; value: null };
  getsockopt: { args: [fd: number, option: SocketOption]; value: number | null };
  getsockname: { args: [fd: number]; value: string | null };
  /** Whether the socket is readable, or writable; `timeout` is seconds, -1 for ever. */
  select: { args: [fd: number, ready: 'readable' | 'writable', timeout: number]; value: boolean };
}

export type CallName = keyof Calls;

/** Options of a socket that scenarios set and read. */
export type SocketOption =
  | 'SO_KEEPALIVE'
  | 'SO_LINGER'
  | 'SO_RCVBUF'
  | 'SO_SNDBUF'
  | 'SO_REUSEADDR'
  | 'SO_ERROR'
  | 'TCP_NODELAY'
  | 'TCP_KEEPIDLE'
  | 'TCP_KEEPINTVL'
  | 'TCP_KEEPCNT'
  | 'TCP_USER_TIMEOUT'
  | 'TCP_INFO tcpi_unacked'
  | 'TCP_INFO tcpi_snd_wnd';

/** The lab asks; calls of one thread wait for each other, calls of different threads do not. */
export interface Order {
  id: number;
  thread: string;
  call: CallName;
  args: readonly unknown[];
}

/** What a call did. Times are seconds since 1970 by CLOCK_REALTIME, as in captures. */
export interface Result<Value = unknown> {
  call: CallName;
  returned: number;
  /** The name of errno; null where the call did not fail. */
  errno: string | null;
  value: Value;
  startedAt: number;
  endedAt: number;
}

/** The actor answers. The first line says that it is there, or why it cannot work. */
export type Answer = { ready: true } | { failed: string } | ({ id: number } & Result);
