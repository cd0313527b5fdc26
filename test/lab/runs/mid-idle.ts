/** Captures that begin while the connection is idle. */
import assert from 'node:assert/strict';

import { midIdle } from '../../../src/lab/scenarios/mid-idle.ts';
import { returnsOf } from '../laboratory.ts';
import type { Run } from './run.ts';

export const MID_IDLE_RUNS: readonly Run[] = [
  {
    scenario: midIdle,
    values: { prober: 'both', idle: 2, missed: 1 },
    bothSides: true,
    holds: ({ captures }) => {
      for (const { truth } of captures) {
        assert.equal(truth.capture.starts_mid_connection, true);
        // The first frame is a probe already.
        assert.equal(truth.probes[0], 1);
      }
    },
  },
  {
    scenario: midIdle,
    values: { peer: 'dead', idle: 2 },
    holds: ({ journal, captures: [capture] }) => {
      assert.deepEqual(returnsOf(journal, 'client', 'recv'), [3, 'ETIMEDOUT']);
      assert.equal(capture?.truth.flows[0]?.unanswered_run_before_rst, 3);
    },
  },
  {
    scenario: midIdle,
    values: { peer: 'dead', idle: 2, missed: 1, prober: 'responder' },
    holds: ({ captures: [capture] }) => {
      assert.equal(capture?.truth.flows[0]?.unanswered_run_before_rst, 2);
    },
  },
];
