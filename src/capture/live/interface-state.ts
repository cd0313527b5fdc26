/**
 * Whether an interface is there and up, as Linux tells in /sys/class/net. On other systems, and where /sys is of
 * another network namespace than this process (nsenter --net), nothing is known: then engines alone tell.
 */
import { readdir, readFile } from 'node:fs/promises';

export interface InterfaceState {
  presence: 'gone' | 'down' | 'up';
  /** Of the device, which a new one of the same name does not share; 0 where it is gone. */
  index: number;
  /** Whether a cable, a peer or a radio is at the other end; true where that is not known. */
  hasCarrier: boolean;
}

const FOLDER = '/sys/class/net';
/** IFF_UP (netdevice(7)). */
const UP = 1;
const GONE: InterfaceState = { presence: 'gone', index: 0, hasCarrier: true };

/** Looks at an interface. `any` is always there. */
export async function readInterfaceState(name: string): Promise<InterfaceState> {
  if (name === 'any') return { presence: 'up', index: 0, hasCarrier: true };
  try {
    const [index, flags] = await Promise.all([read(name, 'ifindex'), read(name, 'flags')]);
    const isUp = (Number(flags) & UP) !== 0;
    // Asked of a device that is down, the carrier is an error.
    const carrier = isUp ? await read(name, 'carrier').catch(() => '1') : '1';
    return { presence: isUp ? 'up' : 'down', index: Number(index), hasCarrier: carrier.trim() !== '0' };
  } catch {
    return GONE;
  }
}

/** Whether readInterfaceState() tells of the network that this process captures from. */
export async function isStateKnown(): Promise<boolean> {
  // An interface may come or go between the two looks.
  for (let look = 0; look < 3; look++) {
    const [own, shown] = await Promise.all([namesInProc(), namesInSys()]);
    if (own === null || shown === null) return false;
    if (own.join() === shown.join()) return true;
  }
  return false;
}

/** All interfaces of this process's namespace (proc(5)), or null where there is no /proc. */
async function namesInProc(): Promise<string[] | null> {
  const text = await readFile('/proc/net/dev', 'utf8').catch(() => null);
  if (text === null) return null;
  return [...text.matchAll(/^\s*(\S+):/gm)].map(([, name]) => name ?? '').sort();
}

async function namesInSys(): Promise<string[] | null> {
  const entries = await readdir(FOLDER, { withFileTypes: true }).catch(() => null);
  // Files there are no interfaces (bonding_masters).
  return entries?.flatMap((entry) => (entry.isFile() ? [] : [entry.name])).sort() ?? null;
}

function read(name: string, file: string): Promise<string> {
  return readFile(`${FOLDER}/${name}/${file}`, 'utf8');
}
