/** A socket of an actor. Every method is one system call, made by the real kernel; unless it says otherwise, it may fail. */

import type { ProberSettings } from '../journal.ts';
import { labFailure } from '../system.ts';
import type { Actor } from './actor.ts';
import type { CallName, Calls, Result, SocketOption } from './protocol.ts';

/** Long enough for every peer of the lab that connects before it is accepted. */
const BACKLOG = 16;
const MOST_RECEIVED = 65_536;

export class Socket {
  readonly actor: Actor;
  /** The file descriptor. */
  readonly fd: number;
  /** The thread of the actor that makes the calls. */
  readonly thread: string;
  /** `address:port` of this end and of the peer's; null until they are known. */
  local: string | null;
  remote: string | null;

  constructor(
    actor: Actor,
    fd: number,
    {
      thread = 'main',
      local = null,
      remote = null,
    }: Partial<Pick<Socket, 'thread' | 'local' | 'remote'>> = {},
  ) {
    this.actor = actor;
    this.fd = fd;
    this.thread = thread;
    this.local = local;
    this.remote = remote;
  }

  /** The same socket in another thread of the same application, so that two calls can block at once. */
  on(thread: string): Socket {
    return new Socket(this.actor, this.fd, { thread, local: this.local, remote: this.remote });
  }

  /** Binds to all addresses and listens. Throws where that fails. */
  async listen(port: number): Promise<void> {
    await this.set('SO_REUSEADDR', 1);
    await this.#must('bind', [this.fd, '0.0.0.0', port], `port ${port}`);
    await this.#must('listen', [this.fd, BACKLOG], '');
  }

  /** Waits for a connection; gives the socket of it. Throws where that fails. */
  accept(): Promise<Socket> {
    const accepted = this.#must('accept4', [this.fd], '').then(async ({ returned, value }) => {
      const socket = new Socket(this.actor, returned, { thread: this.thread, remote: value });
      await socket.#learnName();
      return socket;
    });
    // As in Actor.call(): it may be left blocked.
    accepted.catch(() => {});
    return accepted;
  }

  async connect(address: string, port: number): Promise<Result<null>> {
    const result = await this.#call('connect', [this.fd, address, port], `${address}:${port}`);
    if (result.errno === null) {
      this.remote = `${address}:${port}`;
      await this.#learnName();
    }
    return result;
  }

  /** `flags` are names such as MSG_DONTWAIT. */
  send(data: string | Uint8Array, ...flags: string[]): Promise<Result<null>> {
    const octets = Buffer.from(data);
    return this.#call(
      'send',
      [this.fd, octets.toString('base64'), flags],
      [amount(octets.length), ...flags].join(' '),
    );
  }

  /** Receives at most `length` octets: what is there, or what comes. */
  recv(length: number = MOST_RECEIVED, ...flags: string[]): Promise<Result<Buffer>> {
    const received = this.#call('recv', [this.fd, length, flags], flags.join(' ')).then((result) => {
      return { ...result, value: Buffer.from(result.value ?? '', 'base64') };
    });
    // As in Actor.call(): it may be left blocked.
    received.catch(() => {});
    return received;
  }

  shutdown(how: Calls['shutdown']['args'][1]): Promise<Result<null>> {
    return this.#call('shutdown', [this.fd, how], how);
  }

  close(): Promise<Result<null>> {
    return this.#call('close', [this.fd], '');
  }

  /** Sets an option. Throws where that fails. */
  async set(option: SocketOption, ...numbers: number[]): Promise<void> {
    await this.#must('setsockopt', [this.fd, option, numbers], `${option} ${numbers.join(' ')}`);
    const [value = 0] = numbers;
    if (option === 'TCP_USER_TIMEOUT' && this.local !== null)
      this.actor.journal.userTimeouts.set(this.local, value);
  }

  /** The value of an option. Throws where that fails. */
  async get(option: SocketOption): Promise<number> {
    return (await this.#must('getsockopt', [this.fd, option], option)).value ?? 0;
  }

  /** Waits until the socket is readable, or writable. `timeout` in seconds, -1 for ever. */
  select(ready: 'readable' | 'writable' = 'readable', timeout = -1): Promise<Result<boolean>> {
    return this.#call('select', [this.fd, ready, timeout], ready);
  }

  /** Switches keepalive on with settings of its own, in whole seconds, and notes it as the truth. Throws where that fails. */
  async keepalive({ idle, interval, count }: ProberSettings): Promise<void> {
    await this.set('TCP_KEEPIDLE', idle);
    await this.set('TCP_KEEPINTVL', interval);
    await this.set('TCP_KEEPCNT', count);
    await this.set('SO_KEEPALIVE', 1);
    const { host, journal } = this.actor;
    if (this.local !== null) journal.probers.push({ who: this.local, host, idle, interval, count });
  }

  async #learnName(): Promise<void> {
    this.local = (await this.#must('getsockname', [this.fd], '')).value;
  }

  #call<Name extends CallName>(
    call: Name,
    args: Calls[Name]['args'],
    detail: string,
  ): Promise<Result<Calls[Name]['value']>> {
    return this.actor.call(call, args, { thread: this.thread, detail, local: this.local });
  }

  async #must<Name extends CallName>(
    call: Name,
    args: Calls[Name]['args'],
    detail: string,
  ): Promise<Result<Calls[Name]['value']>> {
    const result = await this.#call(call, args, detail);
    if (result.errno === null) return result;
    throw labFailure(`${this.actor.name}: ${call} ${detail}: ${result.errno}`);
  }
}

function amount(octets: number): string {
  return `${octets.toLocaleString('en')} ${octets === 1 ? 'octet' : 'octets'}`;
}
