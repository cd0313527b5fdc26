/** Where a process may have little address space: what it says of it, and that what it advises helps. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../bin/keepscope.js', import.meta.url));
const CAPTURE = fileURLToPath(new URL('../../fixtures/dead-linkcut-nft.pcap', import.meta.url));
const NO_LIMIT_HERE = process.platform === 'linux' ? false : 'limits of address space are those of Linux';

function keepscopeWithin(
  kilobytes: number,
  nodeOptions: string,
): { status: number | null; output: string; error: string } {
  const { status, stdout, stderr } = spawnSync(
    'sh',
    ['-c', `ulimit -v ${kilobytes}; exec "$@"`, 'sh', process.execPath, COMMAND, CAPTURE],
    { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: nodeOptions } },
  );
  return { status, output: stdout, error: stderr };
}

test('too little is one line that says what to do', { skip: NO_LIMIT_HERE }, () => {
  const { status, output, error } = keepscopeWithin(8_000_000, '');
  assert.equal(status, 2);
  assert.equal(output, '');
  assert.match(error, /^keepscope: no address space: .*ulimit -v.*--disable-wasm-trap-handler\n$/);
});

test('and without the trap handler it is enough', { skip: NO_LIMIT_HERE }, () => {
  const { status, output } = keepscopeWithin(8_000_000, '--disable-wasm-trap-handler');
  assert.equal(status, 0);
  assert.match(output, /peer-dead/);
});
