/** What the kernel holds of a socket's keepalive, read by programs that have no part in setting it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/** Python that prints `SO_KEEPALIVE idle interval count` of the socket on its standard input. */
export const PRINT_OPTIONS = `import socket
s = socket.socket(fileno=0)
print(*[s.getsockopt(*option) for option in (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE), (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL), (socket.IPPROTO_TCP, socket.TCP_KEEPCNT))])
`;

/** A folder for one test file. */
export function scratchFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `keepscope-${name}-`));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a program to its end; gives standard output, and standard error after it. */
export function outputOf(program: string, args: readonly string[], cwd?: string): string {
  return execFileSync('sh', ['-c', '"$0" "$@" 2>&1', program, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    ...(cwd === undefined ? {} : { cwd }),
  }).trim();
}

/** Writes a file; gives its path. */
export function written(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
