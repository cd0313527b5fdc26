/** Two hosts on one wire: one captures, the other is knocked at. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { installedEngines } from '../../../src/capture/live/engines.ts';
import { ENGINE_NAMES, type EngineName } from '../../../src/capture/live/notice.ts';
import { Host } from '../../../src/lab/host.ts';
import { Journal } from '../../../src/lab/journal.ts';
import { uniquePrefix } from '../../../src/lab/owner.ts';
import { skipLab } from '../../lab/laboratory.ts';

/** Connects to a port that nobody listens on: SYN, and RST. */
const KNOCK = `
  let [address, times] = process.argv.slice(1);
  const knock = () => times-- > 0 && require('node:net').connect(9, address).on('error', () => setTimeout(knock, 20));
  knock();
`;
/** Of a knock. */
export const FRAMES_A_KNOCK = 2;
export const NEAR = '192.0.2.1';
export const FAR = '192.0.2.2';

export class Field {
  readonly near: Host;
  readonly far: Host;
  /** For files. */
  readonly folder: string;

  private constructor(prefix: string, folder: string) {
    this.near = new Host('near', `${prefix}near`, new Journal());
    this.far = new Host('far', `${prefix}far`, new Journal());
    this.folder = folder;
  }

  static async make(): Promise<Field> {
    const prefix = uniquePrefix();
    const field = new Field(prefix, await mkdtemp(join(tmpdir(), prefix)));
    await Promise.all([field.near.make(), field.far.make()]);
    await field.wire();
    return field;
  }

  /**
   * Joins the hosts. Neighbours are entered by hand, so that a wire that was made anew is one at once. `down`: for so long
   * its devices are there and down, ms.
   */
  async wire(down = 0): Promise<void> {
    const { near, far } = this;
    await near.ip([
      `link add eth0 address 02:00:00:00:00:01 type veth peer name eth0 address 02:00:00:00:00:02 netns ${far.namespace}`,
    ]);
    await sleep(down);
    await near.ip(addressed(NEAR, FAR, '02:00:00:00:00:02'));
    await far.ip(addressed(FAR, NEAR, '02:00:00:00:00:01'));
  }

  /** Of a device that was down, the kernel forgets them. */
  async wireNeighbour(): Promise<void> {
    await this.near.ip([neighbour(FAR, '02:00:00:00:00:02')]);
  }

  /** Makes frames. */
  async knock(times: number, address: string = FAR): Promise<void> {
    await this.near.run(process.execPath, ['-e', KNOCK, address, String(times)]);
  }

  async remove(): Promise<void> {
    await Promise.all([this.near.remove(), this.far.remove()]);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Runs something in a field of its own. */
export async function inField(act: (field: Field) => Promise<void>): Promise<void> {
  const field = await Field.make();
  try {
    await act(field);
  } finally {
    await field.remove();
  }
}

/** Why a test with this engine cannot run here; false where it can. Throws under CI=true. */
export async function skipEngine(engine: EngineName): Promise<false | string> {
  try {
    await installedEngines(engine, process.env['PATH'] ?? '');
    return false;
  } catch (error) {
    if (process.env['CI'] === 'true' || !(error instanceof Error)) throw error;
    return error.message;
  }
}

/** Tests that need hosts and engines: by engine, why they cannot run here. */
export async function skips(): Promise<[EngineName, false | string][]> {
  const lab = skipLab();
  return Promise.all(
    ENGINE_NAMES.map(
      async (engine) => [engine, lab || (await skipEngine(engine))] as [EngineName, false | string],
    ),
  );
}

function addressed(own: string, other: string, hardware: string): string[] {
  return [`addr add ${own}/24 dev eth0`, 'link set eth0 up', neighbour(other, hardware)];
}

function neighbour(address: string, hardware: string): string {
  return `neigh replace ${address} lladdr ${hardware} dev eth0 nud permanent`;
}
