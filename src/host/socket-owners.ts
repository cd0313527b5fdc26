/**
 * Who holds a socket: /proc/PID/fd has a link `socket:[INODE]` for each. Those of other users can be read by root only;
 * what cannot be read has no owner here.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

export interface SocketOwner {
  pid: number;
  program: string;
}

/** The owners of the sockets in question, by inode. */
export function socketOwners(root: string, inodes: ReadonlySet<number>): Map<number, SocketOwner[]> {
  const owners = new Map<number, SocketOwner[]>();
  if (inodes.size === 0) return owners;
  for (const pid of namesIn(join(root, 'proc')).filter((name) => /^\d+$/.test(name))) {
    const held = new Set(socketsOf(root, pid).filter((inode) => inodes.has(inode)));
    if (held.size === 0) continue;
    const owner = { pid: Number(pid), program: programOf(root, pid) };
    for (const inode of held) owners.set(inode, [...(owners.get(inode) ?? []), owner]);
  }
  return owners;
}

function socketsOf(root: string, pid: string): number[] {
  const folder = join(root, 'proc', pid, 'fd');
  return namesIn(folder).flatMap((name) => {
    const inode = /^socket:\[(\d+)\]$/.exec(linkAt(join(folder, name)))?.[1];
    return inode === undefined ? [] : [Number(inode)];
  });
}

function programOf(root: string, pid: string): string {
  try {
    return readFileSync(join(root, 'proc', pid, 'comm'), 'utf8').trimEnd();
  } catch {
    return '';
  }
}

/** Processes end while one reads: what is gone is empty. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkAt(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
