/**
 * Whether a file lies on a disk, or in the memory, of this machine: a network that is gone is waited for without an end, and
 * who stands still for it hears no signal.
 */
import { statfs } from 'node:fs/promises';

/** Types of Linux' file systems (statfs(2), f_type) of which that is known. */
const LOCAL: ReadonlySet<number> = new Set([
  0xef53, // ext2 to ext4
  0x5846_5342, // xfs
  0x9123_683e, // btrfs
  0xf2f5_2010, // f2fs
  0x2fc1_2fc1, // zfs
  0xca45_1a4e, // bcachefs
  0x0102_1994, // tmpfs
  0x8584_58f6, // ramfs
  0x794c_7630, // overlayfs
]);

/** False where nobody knows. */
export async function isOnLocalDisk(path: string | Buffer): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  try {
    const { type } = await statfs(path);
    return LOCAL.has(type >>> 0);
  } catch {
    return false;
  }
}
