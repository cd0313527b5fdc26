/** A capture that tcpdump makes inside a host. */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Launch } from './actor/actor.ts';
import { end, labFailure } from './system.ts';

/**
 * As root to the end (-Z), no names (-n), every packet at once (-U, --immediate-mode), a buffer of 8 MiB that bursts fit
 * in, and whole packets: without a snaplen --immediate-mode takes a slot of 256 KiB for each.
 */
const OPTIONS = '-Z root -n -U --immediate-mode -B 8192 -s 65535'.split(' ');
/** Only what the lab is about: no multicast of the hosts. */
const FILTER = 'tcp or icmp';
/** Milliseconds from the last packet to the end, so that it is in the file: SIGINT drops what was not read. */
const SETTLING = 200;

/** What tcpdump says of itself at its end. */
export interface RecordingFacts {
  frames: number;
  /** Packets that the kernel had no room for. */
  dropped: number;
}

export class Recording {
  /** Where it is made: a host and its device. */
  readonly host: string;
  readonly device: string;
  readonly path: string;
  readonly #process: ChildProcess;
  readonly #lines: string[] = [];
  /** Settles when it has ended and all that it said is read, whoever ends it. */
  readonly #closed: Promise<void>;

  private constructor(host: string, device: string, path: string, child: ChildProcess) {
    this.host = host;
    this.device = device;
    this.path = path;
    this.#process = child;
    this.#closed = new Promise((resolve) => child.once('close', () => resolve()));
  }

  /** The command, without the file. */
  get tool(): string {
    return ['tcpdump', ...OPTIONS, '-i', this.device, '-w'].join(' ');
  }

  /** Starts one, and waits until every further packet is captured. */
  static async start(host: string, device: string, path: string, launch: Launch): Promise<Recording> {
    const child = launch('tcpdump', [...OPTIONS, '-i', device, '-w', path, FILTER]);
    const recording = new Recording(host, device, path, child);
    await recording.#listening();
    return recording;
  }

  /** Ends it; then the file is whole. */
  async stop(): Promise<RecordingFacts> {
    await sleep(SETTLING);
    await end(this.#process, 'SIGINT');
    await this.#closed;
    const numberOf = (what: RegExp): number => Number(what.exec(this.#lines.join('\n'))?.[1] ?? Number.NaN);
    const frames = numberOf(/^(\d+) packets? captured/m);
    const facts = { frames, dropped: numberOf(/^(\d+) packets? dropped by kernel/m) };
    if (!Number.isNaN(facts.frames)) return facts;
    throw labFailure(`tcpdump at the ${this.host} ended badly: ${this.#lines.at(-1) ?? 'it says nothing'}`);
  }

  #listening(): Promise<void> {
    const { stderr } = this.#process;
    return new Promise((resolve, reject) => {
      if (stderr === null) throw labFailure('tcpdump was started without a standard error');
      createInterface({ input: stderr }).on('line', (line) => {
        this.#lines.push(line);
        if (line.includes('listening on')) resolve();
      });
      this.#process.once('error', ({ message }) => reject(labFailure(`tcpdump: ${message}`)));
      this.#process.once('close', () => reject(labFailure(`tcpdump: ${this.#lines.at(-1) ?? 'ended'}`)));
    });
  }
}
