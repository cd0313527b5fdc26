/** How many ticks a second the running kernel has: CONFIG_HZ of its configuration, where a distribution left it to read. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Of the machine whose files begin at `root`; null where no configuration can be read. */
export function tickRate(root: string): number | null {
  return rateIn(configOfKernel(root)) ?? rateIn(configOfBoot(root));
}

function configOfKernel(root: string): string {
  try {
    return gunzipSync(readFileSync(join(root, 'proc/config.gz'))).toString();
  } catch {
    return '';
  }
}

function configOfBoot(root: string): string {
  try {
    const release = readFileSync(join(root, 'proc/sys/kernel/osrelease'), 'utf8').trim();
    return readFileSync(join(root, 'boot', `config-${release}`), 'utf8');
  } catch {
    return '';
  }
}

function rateIn(config: string): number | null {
  const rate = Number(/^CONFIG_HZ=(\d+)$/m.exec(config)?.[1]);
  return rate > 0 ? rate : null;
}
