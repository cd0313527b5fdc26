/**
 * An engine of `keepscope live` for tests without rights: a `tcpdump` that writes a capture at hand, as if it were captured
 * now, and then waits as where nothing comes any more.
 */
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Why there is none here; false where there is. */
export const skipCanned: false | string =
  process.platform !== 'linux' && 'the interface is called lo on Linux';

/** Arguments before all others. */
export const CANNED: readonly string[] = ['live', 'lo', '--engine', 'tcpdump'];

/** Makes one in the folder; gives the environment in which it is found. */
export function cannedEngine(folder: string, capture: Uint8Array): NodeJS.ProcessEnv {
  const program = join(folder, 'tcpdump');
  writeFileSync(join(folder, 'canned.pcap'), capture);
  writeFileSync(program, '#!/bin/sh\ncat "$(dirname "$0")/canned.pcap"\nexec sleep 1000\n');
  chmodSync(program, 0o755);
  return { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` };
}
