/** A window that is closed: with data that waits for it and with none, for good and for a while. */
import assert from 'node:assert/strict';

import { zeroWindow } from '../../../src/lab/scenarios/zero-window.ts';
import { returnsOf } from '../laboratory.ts';
import type { Run } from './run.ts';

export const ZERO_WINDOW_RUNS: readonly Run[] = [
  {
    scenario: zeroWindow,
    values: { idle: 1, probes: 5 },
    bothSides: true,
    holds: ({ journal, captures: [capture] }) => {
      // The application is blocked, and hears nothing of it.
      assert.deepEqual(returnsOf(journal, 'client', 'send'), [17, null]);
      // Keepalive does not run while something is to be sent (tcp_keepalive_timer(), RFC 9293 MUST-26).
      const counters = capture?.truth.kernel_counters['client'];
      assert.equal(counters?.['TCPKeepAlive'], 0);
      const gaps = (capture?.truth.flows[0]?.probe_details ?? []).map((probe) => probe.since_prev_probe ?? 0);
      assert.ok(gaps.length >= 5);
      // RFC 9293 §3.8.6.1: the time between probes grows exponentially; Linux doubles it (tcp_probe_timer()).
      for (const [index, gap] of gaps.entries()) {
        if (index > 1) assert.ok(gap > 1.5 * (gaps[index - 1] ?? 0), `${gaps}`);
      }
    },
  },
  {
    scenario: zeroWindow,
    values: { pending: 'nothing', idle: 1, probes: 3, resume: true },
    bothSides: true,
    holds: ({ captures }) => {
      for (const { truth } of captures) {
        assert.deepEqual(truth.zero_window_probes, []);
        assert.ok(truth.probes.length >= 5);
        assert.equal(truth.kernel_counters['server']?.['TCPToZeroWindowAdv'], 1);
      }
    },
  },
  {
    scenario: zeroWindow,
    values: { resume: true, idle: 1, probes: 3 },
    holds: ({ journal, captures: [capture] }) => {
      assert.deepEqual(returnsOf(journal, 'client', 'send'), [17, 14_000]);
      const kinds = capture?.truth.flows[0]?.probe_details.map(({ kind }) => kind) ?? [];
      assert.ok(kinds.lastIndexOf('zwp') < kinds.indexOf('keepalive'));
    },
  },
];
