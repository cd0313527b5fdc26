/** Where a program is, without running it. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A file of that name in one of the folders. */
export interface Program {
  path: string;
  /** False where it is there and this user may not run it: dumpcap of Debian is for the group wireshark only. */
  isAllowed: boolean;
}

/** Folders beside those of the search path: `sbin` is not in that of ordinary users, others are never in it. */
const FURTHER_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  win32: ['C:\\Program Files\\Wireshark'],
  darwin: ['/usr/sbin', '/opt/homebrew/bin', '/usr/local/bin', '/Applications/Wireshark.app/Contents/MacOS'],
};
const SYSTEM_FOLDERS: readonly string[] = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Finds an executable; null where there is none. `searchPath` is the PATH of the process. */
export function findProgram(name: string, searchPath: string): Program | null {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  const paths = folders(searchPath).map((folder) => join(folder, file));
  const allowed = paths.find((path) => may(path, constants.X_OK));
  if (allowed !== undefined) return { path: allowed, isAllowed: true };
  const present = paths.find((path) => may(path, constants.F_OK));
  return present === undefined ? null : { path: present, isAllowed: false };
}

/** An empty search path finds nothing: whoever gives it wants nothing found. */
function folders(searchPath: string): string[] {
  const named = searchPath.split(delimiter).filter((folder) => folder !== '');
  return named.length === 0 ? [] : [...named, ...(FURTHER_FOLDERS[process.platform] ?? SYSTEM_FOLDERS)];
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
