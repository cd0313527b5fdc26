/**
 * The C library of this process, called through koffi. Types and constants are those of Linux on x86, ARM and RISC-V,
 * for which koffi is prebuilt; all of them are little-endian.
 */
import koffi, { type KoffiFunc } from 'koffi';

/** A C function; pointers are given as buffers. */
type Call = (...args: (number | NodeJS.ArrayBufferView | null)[]) => number;

/** null is the process itself, so that it is the same libc whatever its file is called (glibc, musl). */
const library = koffi.load(null);

function declare(prototype: string): Call {
  return library.func(prototype) as Call;
}

export const socket: Call = declare('int socket(int family, int type, int protocol)');
export const bind: Call = declare('int bind(int fd, void *address, uint32_t length)');
export const listen: Call = declare('int listen(int fd, int backlog)');
export const accept4: Call = declare('int accept4(int fd, void *address, void *length, int flags)');
export const connect: Call = declare('int connect(int fd, void *address, uint32_t length)');
export const send: Call = declare('long send(int fd, void *data, size_t length, int flags)');
export const recv: Call = declare('long recv(int fd, void *data, size_t length, int flags)');
/** recv on a thread of its own; gives what it returns. */
export const receiving: (fd: number, data: Buffer) => Promise<number> = (fd, data) =>
  new Promise((resolve) => {
    (recv as KoffiFunc<Call>).async(fd, data, data.length, 0, (_error: unknown, returned: number) =>
      resolve(returned),
    );
  });
export const shutdown: Call = declare('int shutdown(int fd, int how)');
export const close: Call = declare('int close(int fd)');
export const setsockopt: Call = declare(
  'int setsockopt(int fd, int level, int name, void *value, uint32_t length)',
);
export const getsockopt: Call = declare(
  'int getsockopt(int fd, int level, int name, void *value, void *length)',
);
export const getsockname: Call = declare('int getsockname(int fd, void *address, void *length)');
export const select: Call = declare(
  'int select(int count, void *readable, void *writable, void *excepted, void *timeout)',
);
const clockGettime = declare('int clock_gettime(int clock, void *time)');

/** errno of the last call of this thread, as a number. */
export function errno(): number {
  return koffi.errno();
}

const CLOCK_REALTIME = 0;
const WIDE_LONG = koffi.sizeof('long') === 8;
const now = longs(0, 0);

/** Seconds since 1970, by the clock that stamps captures. */
export function realTime(): number {
  clockGettime(CLOCK_REALTIME, now);
  return Number(now[0]) + Number(now[1]) / 1e9;
}

/** Numbers as an array of C's `long`, such as struct timeval and struct timespec. */
export function longs(...numbers: number[]): BigInt64Array | Int32Array {
  return WIDE_LONG ? BigInt64Array.from(numbers, BigInt) : Int32Array.from(numbers);
}
