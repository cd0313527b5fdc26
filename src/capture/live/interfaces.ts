/** The interfaces of this machine that can be captured from. */
import { readdir } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';

import { type InterfaceState, isStateKnown, readInterfaceState } from './interface-state.ts';

export interface LiveInterface {
  name: string;
  /** Without prefix lengths; of IPv6 with the zone where it needs one. */
  addresses: string[];
  /** Null where the system does not tell. */
  state: InterfaceState | null;
}

/** All interfaces, those with addresses first, and `any` where there is one. */
export async function listInterfaces(): Promise<LiveInterface[]> {
  const addresses = addressesByName();
  const isKnown = await isStateKnown();
  const names = new Set([...addresses.keys(), ...(isKnown ? await readdir('/sys/class/net') : [])]);
  const all = await Promise.all(
    [...names].map(async (name) => {
      const state = isKnown ? await readInterfaceState(name) : null;
      return { name, addresses: addresses.get(name) ?? [], state };
    }),
  );
  const present = all.filter(({ state }) => state?.presence !== 'gone').sort(byUse);
  const any = { name: 'any', addresses: [], state: null };
  return process.platform === 'linux' ? [...present, any] : present;
}

function addressesByName(): Map<string, string[]> {
  const entries = Object.entries(networkInterfaces()).map(([name, list]): [string, string[]] => [
    name,
    (list ?? []).map((one) =>
      one.family === 'IPv6' && one.scopeid !== 0 ? `${one.address}%${name}` : one.address,
    ),
  ]);
  return new Map(entries);
}

/** The loopback after the others, those without addresses last. */
function byUse(one: LiveInterface, other: LiveInterface): number {
  return rank(one) - rank(other) || (one.name < other.name ? -1 : 1);
}

function rank({ name, addresses }: LiveInterface): number {
  if (addresses.length === 0) return 2;
  return name === 'lo' || name === 'lo0' ? 1 : 0;
}
