/** A host: a network namespace with its devices, rules, applications and captures. */
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';

import { Actor } from './actor/actor.ts';
import { type Counters, parseCounters } from './counters.ts';
import type { Journal } from './journal.ts';
import { Recording } from './recording.ts';
import { removeNamespace } from './sweep.ts';
import { end, run, start } from './system.ts';

const COUNTERS = ['netstat', 'snmp'];

export class Host {
  /** What it is in the experiment: client, router, server. */
  readonly name: string;
  /** The name of its namespace, for `ip netns`. */
  readonly namespace: string;
  readonly #journal: Journal;
  readonly #children: ChildProcess[] = [];

  constructor(name: string, namespace: string, journal: Journal) {
    this.name = name;
    this.namespace = namespace;
    this.#journal = journal;
  }

  /** Makes it, without devices. IPv6 is off: its multicast would be in every capture. */
  async make(): Promise<void> {
    await run('ip', ['netns', 'add', this.namespace]);
    await this.sysctl({ 'net.ipv6.conf.all.disable_ipv6': 1, 'net.ipv6.conf.default.disable_ipv6': 1 });
    await this.ip(['link set lo up']);
  }

  /** Runs a command inside to its end; gives its standard output. */
  run(command: string, args: readonly string[], input?: string): Promise<string> {
    return run('ip', this.#inside(command, args), input);
  }

  /** Starts a command inside; it ends with the host at the latest. */
  start(command: string, args: readonly string[]): ChildProcess {
    const child = start('ip', this.#inside(command, args), { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#children.push(child);
    return child;
  }

  /** Runs commands of ip(8), without the word `ip`. */
  async ip(commands: readonly string[]): Promise<void> {
    await run('ip', ['-n', this.namespace, '-batch', '-'], `${commands.join('\n')}\n`);
  }

  /** Sets kernel parameters of this host, by their names with dots. */
  async sysctl(parameters: Readonly<Record<string, number | string>>): Promise<void> {
    const lines = Object.entries(parameters).map(
      ([name, value]) => `echo '${value}' > /proc/sys/${name.replaceAll('.', '/')}`,
    );
    await this.run('sh', ['-e'], `${lines.join('\n')}\n`);
  }

  /** Loads rules of nft(8). */
  async nft(rules: string): Promise<void> {
    await this.run('nft', ['-f', '-'], rules);
  }

  /** What the kernel counted here since the host was made. */
  async counters(): Promise<Counters> {
    const neighbour = this.#children.find(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    );
    // /proc/PID/net is that of the namespace which the process is in (proc(5)): no command needs to be started.
    const texts =
      neighbour === undefined
        ? [
            await this.run(
              'cat',
              COUNTERS.map((name) => `/proc/net/${name}`),
            ),
          ]
        : await Promise.all(COUNTERS.map((name) => readFile(`/proc/${neighbour.pid}/net/${name}`, 'utf8')));
    return parseCounters(texts.map((text) => text.trim()).join('\n'));
  }

  /** Starts an application. */
  actor(name: string): Promise<Actor> {
    return Actor.start(name, this.name, this.#journal, (command, args) => this.start(command, args));
  }

  /** Starts a capture of one of its devices. */
  record(path: string, device = 'eth0'): Promise<Recording> {
    return Recording.start(this.name, device, path, (command, args) => this.start(command, args));
  }

  /** Kills everything inside at once; no application sees how its calls end. What the kernel counted is kept. */
  async crash(): Promise<void> {
    this.#journal.crashed(this.name);
    await this.#killAll();
  }

  /** Ends everything inside and takes the host away. */
  async remove(): Promise<void> {
    await this.#killAll();
    await removeNamespace(this.namespace);
  }

  async #killAll(): Promise<void> {
    await Promise.all(this.#children.map((child) => end(child, 'SIGKILL')));
  }

  #inside(command: string, args: readonly string[]): string[] {
    return ['netns', 'exec', this.namespace, command, ...args];
  }
}
