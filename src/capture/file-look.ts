/** Whether a file that is read twice was the same both times: captures are rotated, cut and moved under who reads them. */
import { stat } from 'node:fs/promises';

import { KeepscopeError } from '../errors.ts';
import { systemPath } from './system-path.ts';

/** What a file was like when it was looked at. */
export interface FileLook {
  path: string;
  device: number;
  inode: number;
  octets: number;
}

/** Looks at a file that is there. */
export async function lookAt(path: string): Promise<FileLook> {
  const { dev, ino, size } = await stat(systemPath(path));
  return { path, device: dev, inode: ino, octets: size };
}

/** Throws where another file is in its place, or none, or where it is shorter. One that has grown still has what it had. */
export async function requireSame({ path, device, inode, octets }: FileLook): Promise<void> {
  const now = await lookAt(path).catch(() => null);
  if (now !== null && now.device === device && now.inode === inode && now.octets >= octets) return;
  throw new KeepscopeError(
    'unreadable-input',
    `${path} was ${now === null ? 'removed' : now.inode === inode ? 'cut' : 'replaced'} while it was read`,
    'Read a copy of it.',
  );
}
