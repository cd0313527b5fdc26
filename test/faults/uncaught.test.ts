/** What is thrown where nobody waits for it is one line, as any other fault of ours, and never the status of a finding. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { keepscope } from '../support/command.ts';

const FAULT = new URL('late-fault.mjs', import.meta.url).href;

for (const [what, preload] of [
  ['thrown by a timer', FAULT],
  ['rejected, and nobody listens', `${FAULT}?rejects`],
] as const)
  test(what, () => {
    const { status, stdout, stderr } = keepscope(['fixtures/dead-linkcut-nft.pcap'], {
      env: { NODE_OPTIONS: `--import ${preload}` },
    });
    assert.match(stdout, /peer-dead/);
    assert.match(stderr, /^keepscope: internal error: TypeError: of a timer; please report it[^\n]*\n$/);
    assert.equal(status, 70);
  });
