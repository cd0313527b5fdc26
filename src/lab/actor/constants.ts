/** Numbers behind the names of socket calls: Linux, include/uapi/asm-generic/socket.h, linux/tcp.h, linux/in.h. */
import type { SocketOption } from './protocol.ts';

export const AF_INET = 2;
export const SOCK_STREAM = 1;
export const SOCK_CLOEXEC = 0o2000000;

const SOL_SOCKET = 1;
const IPPROTO_TCP = 6;

/** Level and name of each option; and where in a structure the value is, in octets. */
export const OPTIONS: Readonly<
  Record<SocketOption, readonly [level: number, name: number, offset?: number]>
> = {
  SO_REUSEADDR: [SOL_SOCKET, 2],
  SO_ERROR: [SOL_SOCKET, 4],
  SO_SNDBUF: [SOL_SOCKET, 7],
  SO_RCVBUF: [SOL_SOCKET, 8],
  SO_KEEPALIVE: [SOL_SOCKET, 9],
  SO_LINGER: [SOL_SOCKET, 13],
  TCP_NODELAY: [IPPROTO_TCP, 1],
  TCP_KEEPIDLE: [IPPROTO_TCP, 4],
  TCP_KEEPINTVL: [IPPROTO_TCP, 5],
  TCP_KEEPCNT: [IPPROTO_TCP, 6],
  TCP_USER_TIMEOUT: [IPPROTO_TCP, 18],
  /** Segments that are not acknowledged yet. */
  'TCP_INFO tcpi_unacked': [IPPROTO_TCP, 11, 24],
  /** The window that the peer advertised last, in octets; Linux 5.4 and later. */
  'TCP_INFO tcpi_snd_wnd': [IPPROTO_TCP, 11, 228],
};

export const SHUTDOWNS = { SHUT_RD: 0, SHUT_WR: 1, SHUT_RDWR: 2 } as const;

/** Flags of send and recv. A send after the peer's reset must not end the actor, so MSG_NOSIGNAL is always set. */
export const MESSAGE_FLAGS: Readonly<Record<string, number>> = {
  MSG_OOB: 0x1,
  MSG_PEEK: 0x2,
  MSG_DONTWAIT: 0x40,
  MSG_WAITALL: 0x100,
};
export const MSG_NOSIGNAL = 0x4000;
