/** The lab's end of an HTTP application: starts its program inside a host, gives it orders and takes its lines. */
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { INSTALLATION } from '../../installation.ts';
import type { Host } from '../host.ts';
import { labFailure, whenEnded } from '../system.ts';

/** The programs run built, as actors do. */
const PROGRAMS = new URL('dist/lab/http/', INSTALLATION);

interface Waiting<Line> {
  resolve(line: Line): void;
  reject(error: Error): void;
}

/** A program that says lines and takes orders. */
export class Application<Line, Order = never> {
  readonly #lines: Line[] = [];
  readonly #waiting: Waiting<Line>[] = [];
  readonly #tell: (order: string) => void;
  readonly #end: () => void;
  #ended: Error | null = null;

  constructor(host: Host, program: 'client' | 'server', args: readonly string[]) {
    const path = fileURLToPath(new URL(`${program}.js`, PROGRAMS));
    const child = host.start(process.execPath, [path, ...args]);
    const { stdin, stdout } = child;
    this.#tell = (order) => stdin?.write(order);
    this.#end = () => stdin?.end();
    stdin?.on('error', () => {});
    if (stdout) createInterface({ input: stdout }).on('line', (line) => this.#take(JSON.parse(line) as Line));
    whenEnded(child, (why) => {
      this.#ended = labFailure(`the HTTP ${program} ended: ${why}`);
      for (const { reject } of this.#waiting.splice(0)) reject(this.#ended);
    });
  }

  /** Gives an order, and gives what it says next. */
  order(order: Order): Promise<Line> {
    this.#tell(`${JSON.stringify(order)}\n`);
    return this.next();
  }

  /** Takes its standard input away: it exits, and its kernel closes its connections. */
  end(): void {
    this.#end();
  }

  /** The next line that it says. */
  next(): Promise<Line> {
    return new Promise((resolve, reject) => {
      const line = this.#lines.shift();
      if (line !== undefined) resolve(line);
      else if (this.#ended !== null) reject(this.#ended);
      else this.#waiting.push({ resolve, reject });
    });
  }

  #take(line: Line): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#lines.push(line);
    else waiting.resolve(line);
  }
}
