/** The lab's end of an actor: gives it orders, notes in the journal what came of them. */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { INSTALLATION } from '../../installation.ts';
import type { Journal } from '../journal.ts';
import { unavailable } from '../prerequisites.ts';
import { labFailure, whenEnded } from '../system.ts';
import type { Answer, CallName, Calls, Order, Result } from './protocol.ts';
import { Socket } from './socket.ts';

/** Actors run built (actor/main.ts says why). */
const PROGRAM = fileURLToPath(new URL('dist/lab/actor/main.js', INSTALLATION));

/** Starts a command inside a host. */
export type Launch = (command: string, args: readonly string[]) => ChildProcess;

/** What a call is about, for the journal. */
export interface About {
  thread: string;
  detail: string;
  local: string | null;
}

interface Waiting {
  resolve(result: Result): void;
  reject(error: Error): void;
}

/** An application inside a host, which makes the socket calls that it is told to make. */
export class Actor {
  readonly name: string;
  /** The name of its host. */
  readonly host: string;
  readonly journal: Journal;
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #orders = 0;
  #ended: Error | null = null;

  private constructor(name: string, host: string, journal: Journal, child: ChildProcess) {
    this.name = name;
    this.host = host;
    this.journal = journal;
    this.#process = child;
  }

  /** Starts one, and waits until it takes orders. */
  static async start(name: string, host: string, journal: Journal, launch: Launch): Promise<Actor> {
    const actor = new Actor(name, host, journal, launch(process.execPath, [PROGRAM]));
    await actor.#listen();
    return actor;
  }

  /** Makes a socket. */
  async socket(): Promise<Socket> {
    const { returned } = await this.call('socket', [], { thread: 'main', detail: '', local: null });
    return new Socket(this, returned);
  }

  /** A socket that listens on all addresses of the host. */
  async listen(port: number): Promise<Socket> {
    const socket = await this.socket();
    await socket.listen(port);
    return socket;
  }

  /** A socket that is connected; throws where the connection fails. */
  async connect(address: string, port: number): Promise<Socket> {
    const socket = await this.socket();
    const { errno } = await socket.connect(address, port);
    if (errno !== null) throw labFailure(`${this.name} could not connect: ${errno}`);
    return socket;
  }

  /** Has a call made, after those that the thread was told before; resolves when it returns, failed or not. */
  call<Name extends CallName>(
    call: Name,
    args: Calls[Name]['args'],
    about: About,
  ): Promise<Result<Calls[Name]['value']>> {
    const entry = this.journal.begin({ actor: this.name, host: this.host, call, ...about });
    const id = ++this.#orders;
    const answer = new Promise<Result>((resolve, reject) => {
      if (this.#ended !== null) reject(this.#ended);
      this.#waiting.set(id, { resolve, reject });
      const order: Order = { id, thread: about.thread, call, args };
      this.#process.stdin?.write(`${JSON.stringify(order)}\n`);
    }).then((result) => {
      this.journal.finish(entry, result);
      return result as Result<Calls[Name]['value']>;
    });
    // A scenario may leave a call blocked until the end; that its actor is ended then is no failure.
    answer.catch(() => {});
    return answer;
  }

  #listen(): Promise<void> {
    const { stdin, stdout } = this.#process;
    stdin?.on('error', () => {});
    return new Promise((resolve, reject) => {
      if (stdout) createInterface({ input: stdout }).on('line', (line) => this.#take(line, resolve, reject));
      whenEnded(this.#process, (why) => {
        this.#ended = labFailure(`the application ${this.name} ended: ${why}`);
        reject(this.#ended);
        for (const { reject } of this.#waiting.values()) reject(this.#ended);
        this.#waiting.clear();
      });
    });
  }

  #take(line: string, ready: () => void, fail: (error: Error) => void): void {
    const answer = JSON.parse(line) as Answer;
    if ('ready' in answer) ready();
    else if ('failed' in answer) {
      fail(unavailable(`koffi does not work: ${answer.failed}`, 'Run npm install koffi'));
    } else {
      const { id, ...result } = answer;
      this.#waiting.get(id)?.resolve(result);
      this.#waiting.delete(id);
    }
  }
}
