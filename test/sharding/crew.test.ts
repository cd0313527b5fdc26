/** The threads of an analysis when it is over. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { keepscope } from '../support/command.ts';

const LINGERING = new URL('lingering-workers.mjs', import.meta.url).href;
const CAPTURE = fileURLToPath(new URL('../../fixtures/dead-linkcut-nft.pcap', import.meta.url));

it('are ended, whatever else they have to do', () => {
  const { status, stdout } = keepscope([CAPTURE, '--threads', '3'], {
    env: { NODE_OPTIONS: `--import ${LINGERING}` },
  });
  assert.equal(status, 0);
  assert.match(stdout, /peer-dead/);
});
