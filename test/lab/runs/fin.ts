/** Orderly closes: end of file, and half-closes. */
import assert from 'node:assert/strict';

import { fin } from '../../../src/lab/scenarios/fin.ts';
import { returnsOf } from '../laboratory.ts';
import type { Run } from './run.ts';

export const FIN_RUNS: readonly Run[] = [
  {
    scenario: fin,
    values: { closer: 'originator', prober: 'responder', idle: 1 },
    bothSides: true,
    holds: ({ journal }) => {
      // recv(2): end of file is 0, and no error; select(2): a socket at end of file is readable.
      assert.deepEqual(returnsOf(journal, 'server', 'select'), [1]);
      assert.deepEqual(returnsOf(journal, 'server', 'recv'), [17, 0]);
    },
  },
  {
    scenario: fin,
    values: { 'half-close': true, prober: 'both', idle: 1 },
    bothSides: true,
    holds: ({ journal, captures: [capture] }) => {
      // RFC 9293 §3.6: who has closed may still receive; the other may still send.
      assert.deepEqual(returnsOf(journal, 'client', 'recv'), [3, 0]);
      assert.deepEqual(returnsOf(journal, 'server', 'recv'), [17, 10, null]);
      assert.equal(capture?.truth.flows[0]?.fin.length, 1);
    },
  },
];
